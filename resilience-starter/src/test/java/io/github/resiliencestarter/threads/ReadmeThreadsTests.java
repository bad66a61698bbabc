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
			"Triggers timeouts, watches and polls, and hands due tasks to the other pools. Started by the "
					+ "first blocking guarded call or watched target.",
			Pool.WORKER,
			"Handle responses of Consul, poll other registries, store last good answers, and close pools that a "
					+ "live change has replaced. Only while there is such work.",
			Pool.ABORTER, "Abort blocking HTTP attempts that have timed out. Only while attempts time out.",
			Pool.HEDGER,
			"Send the second requests of blocking HTTP clients. Started by the first such request; none without "
					+ "hedging.",
			Pool.LIMITED,
			"Run methods with `@TimeLimiter` and a synchronous result; up to 32 others read last good answers from the "
					+ "cache or wait for them. Started by the first such call.",
			Pool.SCHEDULER,
			"Start the retries of asynchronous methods with `@Retry`, and end those with `@TimeLimiter` "
					+ "that have timed out. Started by the first such call. A bean of type "
					+ "`ContextAwareScheduledThreadPoolExecutor` replaces them."));

	private static final Map<Pool, String> WHEN_BUSY = new EnumMap<>(Map.of(Pool.ABORTER, "tasks wait", Pool.HEDGER,
			"requests are not sent twice", Pool.LIMITED, "calls are rejected", Pool.SCHEDULER, "tasks wait"));

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
		assertThat(Pool.values()).filteredOn(Pool::canBeVirtual)
			.containsExactly(Pool.WORKER, Pool.HEDGER, Pool.LIMITED);
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
