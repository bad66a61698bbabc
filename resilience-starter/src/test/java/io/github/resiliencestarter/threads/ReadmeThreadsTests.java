package io.github.resiliencestarter.threads;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

import io.github.resiliencestarter.documentation.GeneratedTable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of threads is what the pools are.
 */
class ReadmeThreadsTests {

	private static final Map<Pool, String> MEANING = new EnumMap<>(Map.of(Pool.TIMER,
			"Watches the time of attempts, watches and polls, and hands due tasks to the other pools. There from the first "
					+ "blocking guarded call or watched target on.",
			Pool.WORKER,
			"Responses of Consul, polls of other registries, pools that a live change replaces. There while such work runs.",
			Pool.ABORTER, "Abort blocking HTTP attempts whose time is up. There only while attempts time out.",
			Pool.LIMITED,
			"Run methods with `@TimeLimiter` and a synchronous result. There from the first such call on.",
			Pool.SCHEDULER,
			"Start the retries of asynchronous methods with `@Retry`, and end those with `@TimeLimiter` whose time is up. "
					+ "There from the first such call on. A bean of type `ContextAwareScheduledThreadPoolExecutor` replaces "
					+ "them."));

	private static final Map<Pool, String> WHEN_BUSY = new EnumMap<>(
			Map.of(Pool.ABORTER, "tasks wait", Pool.LIMITED, "calls are rejected", Pool.SCHEDULER, "tasks wait"));

	@Test
	void tableOfThreadsIsWhatThePoolsAre() throws IOException {
		StringBuilder table = new StringBuilder(
				"| Threads | Most | Idle threads end after | What they do |\n| --- | --- | --- | --- |\n");
		Stream.of(Pool.values())
			.forEach((pool) -> table.append("| `%s…` | %s | %d s | %s |\n".formatted(pool.prefix(), bound(pool),
					pool.keepAlive().toSeconds(), MEANING.get(pool))));
		GeneratedTable.on("docs/reference/threads.md", "threads", "the pools").assertIs(table.toString());
	}

	@Test
	void virtualThreadsAreWhatThePageSays() {
		assertThat(Pool.values()).filteredOn(Pool::canBeVirtual).containsExactly(Pool.WORKER, Pool.LIMITED);
	}

	private static String bound(Pool pool) {
		String number = switch (pool) {
			case LIMITED -> "`resilience.annotation.max-threads`, none with virtual threads";
			case SCHEDULER -> "number of processors";
			default -> (pool.maxThreads() < Integer.MAX_VALUE) ? String.valueOf(pool.maxThreads()) : "no limit";
		};
		String whenBusy = WHEN_BUSY.get(pool);
		return (whenBusy != null) ? number + "; beyond that, " + whenBusy : number;
	}

}
