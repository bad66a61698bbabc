package io.github.resiliencestarter.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SoakLoad}.
 */
class SoakLoadTests {

	private final WaitingTime time = new WaitingTime();

	private final List<CompletableFuture<Answer>> answers = new ArrayList<>();

	private final List<String> asked = new ArrayList<>();

	private final SoakLoad load = new SoakLoad(List.of("/a", "/b"), 2, this.time, this::ask);

	@Test
	void sendsAtItsRateAndAsksForEachPathInTurn() {
		this.load.run(0, 2);
		assertThat(this.asked).hasSize(240).startsWith("/a at 0", "/b at 500", "/a at 1000").endsWith("/b at 119500");
	}

	@Test
	void countsAFailureInTheMinuteInWhichItsRequestWasDue() {
		this.load.run(0, 2);
		this.answers.get(119).complete(Answer.of(503, ""));
		this.answers.get(120).complete(Answer.of(200, ""));
		this.answers.get(121).complete(Answer.without(Outcome.TIMEOUT));
		this.answers.get(122).complete(Answer.of(503, ""));
		this.answers.get(239).complete(Answer.of(503, ""));
		assertThat(this.load.failures(0)).isEqualTo(Map.of("503", 1));
		assertThat(this.load.failures(1)).isEqualTo(Map.of("503", 2, "timeout", 1));
		assertThat(this.load.failures(2)).isEmpty();
	}

	@Test
	void endsWhenItIsTold() {
		this.load.end();
		this.load.run(0, 2);
		assertThat(this.asked).isEmpty();
	}

	private CompletableFuture<Answer> ask(String path) {
		this.asked.add(path + " at " + Duration.ofNanos(this.time.nanos()).toMillis());
		this.answers.add(new CompletableFuture<>());
		return this.answers.get(this.answers.size() - 1);
	}

	/**
	 * Time that passes only while somebody waits.
	 */
	private static final class WaitingTime implements Pace {

		private long nanos;

		@Override
		public long nanos() {
			return this.nanos;
		}

		@Override
		public void awaitUntil(long nanos) {
			this.nanos = Math.max(this.nanos, nanos);
		}

	}

}
