package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;
import java.util.DoubleSummaryStatistics;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.resiliencestarter.loadbalancing.VirtualFleet.VirtualInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the share of the calls that each of several equal instances gets: simulations
 * on a virtual clock.
 */
class FairShareTests {

	private static final Duration WARM_UP = Duration.ofSeconds(10);

	private static final Duration WINDOW = Duration.ofSeconds(20);

	private static final double TOLERANCE = 0.2;

	@ParameterizedTest(name = "{0}, {1} instances, {2}/s, {3} callers")
	@MethodSource("fleets")
	void isEqualInEachWindow(Kind kind, int instances, int rate, int callers) {
		DoubleSummaryStatistics shares = new DoubleSummaryStatistics();
		VirtualFleet fleet = VirtualFleet.ofCallers(callers, 7L * rate + instances);
		fleet.rate = rate;
		IntStream.range(0, instances).forEach((i) -> fleet.add("equal" + i, kind.instance(i)));
		fleet.run(WARM_UP).run(Duration.ofSeconds(40));
		IntStream.range(0, instances)
			.forEach((i) -> fleet.shares("equal" + i, WINDOW).forEach((share) -> shares.accept(share * instances)));
		assertThat(fleet.ejections).isEmpty();
		assertThat(shares.getMin()).isGreaterThanOrEqualTo(1 - TOLERANCE);
		assertThat(shares.getMax()).isLessThanOrEqualTo(1 + TOLERANCE);
	}

	static Stream<Arguments> fleets() {
		return Stream.of(Kind.values())
			.flatMap((kind) -> IntStream.of(2, 3, 5, 10)
				.boxed()
				.flatMap((instances) -> IntStream.of(10, 30, 100, 300)
					.boxed()
					.flatMap((rate) -> callers(instances, rate)
						.mapToObj((callers) -> Arguments.of(kind, instances, rate, callers)))));
	}

	// Of several callers, each needs a few calls to each instance in a window
	private static IntStream callers(int instances, int rate) {
		return (rate >= 3 * instances && rate <= 100) ? IntStream.of(1, 3) : IntStream.of(1);
	}

	/**
	 * Kinds of services.
	 */
	@SuppressWarnings("ImmutableEnumChecker")
	enum Kind {

		/** Latencies of a log-normal distribution, whose p99 is 5 times its median. */
		WARM(() -> logNormal(8, 0.7)),

		/** The first calls to each instance take 20 to 50 times as long. */
		COLD(() -> {
			AtomicInteger calls = new AtomicInteger();
			return new VirtualInstance((now) -> (calls.getAndIncrement() < 5) ? 300 : 8, 0,
					(random) -> Math.exp(0.5 * random.nextGaussian()));
		}),

		/** One and then another stops for 300 ms, each 7 s. */
		PAUSING(() -> logNormal(8, 0.7)),

		/** A tenth of the calls takes 30 times as long. */
		MIXED(() -> new VirtualInstance((now) -> 8, 0,
				(random) -> ((random.nextInt(10) == 0) ? 30 : 1) * Math.exp(0.3 * random.nextGaussian()))),

		/** Slow, so that calls overlap. */
		SLOW(() -> logNormal(80, 0.5));

		private final Supplier<VirtualInstance> instance;

		Kind(Supplier<VirtualInstance> instance) {
			this.instance = instance;
		}

		VirtualInstance instance(int number) {
			if (this == PAUSING) {
				return new VirtualInstance((now) -> {
					long into = (now / 1_000_000 + number * 1700L) % 7000;
					return (into < 300) ? (int) (308 - into) : 8;
				}, 0, (random) -> 0.8 + 0.4 * random.nextDouble());
			}
			return this.instance.get();
		}

		private static VirtualInstance logNormal(int median, double sigma) {
			return new VirtualInstance((now) -> median, 0, (random) -> Math.exp(sigma * random.nextGaussian()));
		}

	}

}
