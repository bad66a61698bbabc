package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.github.resiliencestarter.loadbalancing.VirtualFleet.VirtualInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the counts of {@link Ejector}, on a virtual clock.
 */
class EjectorTests {

	private static VirtualFleet fleet(int healthy, String... properties) {
		VirtualFleet fleet = new VirtualFleet(properties);
		IntStream.range(0, healthy).forEach((i) -> fleet.add("good" + i, VirtualInstance.healthy()));
		return fleet;
	}

	@Test
	void countsConnectErrorsInARow() {
		VirtualFleet fleet = fleet(2, "ejection.consecutive-connect-errors=2").run(Duration.ofSeconds(1)).drain();
		List<Result> results = List.of(Result.UNREACHABLE, Result.ANSWERED, Result.UNREACHABLE, Result.UNREACHABLE);
		for (int i = 0; i < results.size(); i++) {
			assertThat(fleet.ejections).as("before result %d", i).isEmpty();
			Visit visit = fleet.target.begin(VirtualFleet.instance("good0"));
			assertThat(visit).isNotNull();
			visit.end(results.get(i));
		}
		assertThat(fleet.ejections).containsExactly(EjectionReason.UNREACHABLE);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 5 })
	void letsAnInstanceBackAfterAsManyProbesAsSet(int probes) {
		VirtualFleet fleet = fleet(1, "ejection.time.probes=" + probes).add("bad", VirtualInstance.refusing())
			.run(Duration.ofSeconds(1));
		fleet.behave("bad", VirtualInstance.healthy());
		int visits = 0;
		while (fleet.target.current().isAny((instance) -> instance.ejected() != null)) {
			fleet.run(Duration.ofMillis(1)).drain();
			visits += fleet.visits("bad");
		}
		assertThat(visits).isEqualTo(probes);
	}

	@Test
	void probesNoEjectedInstanceForAnErrorOfTheOthersNowAndThen() {
		VirtualFleet fleet = fleet(1, "algorithm=round-robin").add("bad", VirtualInstance.failing(100))
			.run(Duration.ofSeconds(1));
		fleet.attemptsPerCall = 1;
		fleet.behave("good0", VirtualInstance.failing(10)).run(Duration.ofSeconds(3));
		assertThat(fleet.failedCalls).isPositive();
		assertThat(fleet.visits("bad")).isZero();
	}

	@Test
	void forgetsAnInstanceThatHasLeft() {
		VirtualFleet fleet = fleet(2).run(Duration.ofSeconds(1));
		Visit visit = fleet.target.begin(VirtualFleet.instance("good1"));
		assertThat(visit).isNotNull();
		fleet.remove("good1").run(Duration.ofSeconds(2));
		fleet.add("new", VirtualInstance.healthy()).run(Duration.ofSeconds(1));
		assertThat(fleet.target.begin(VirtualFleet.instance("good1"))).isNull();
		visit.end(Result.UNREACHABLE);
		assertThat(fleet.ejections).isEmpty();
	}

}
