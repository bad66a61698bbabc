package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;

import io.github.resiliencestarter.loadbalancing.VirtualFleet.VirtualInstance;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the commands that a {@link Target} gets from an operator.
 */
class TargetCommandsTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final VirtualFleet fleet = new VirtualFleet().add("one", VirtualInstance.healthy())
		.add("two", VirtualInstance.healthy())
		.run(MINUTE);

	@Test
	void ejectedInstanceGetsNeitherCallsNorProbesForTheGivenTime() {
		assertThat(this.fleet.target.eject("one:80", MINUTE)).isTrue();
		this.fleet.run(MINUTE.minusSeconds(1));
		assertThat(this.fleet.visits("one")).isZero();
		assertThat(this.fleet.failedCalls).isZero();
		this.fleet.run(MINUTE.plus(MINUTE)).drain();
		assertThat(this.fleet.share("one")).isGreaterThan(0.3);
	}

	@Test
	void callsInFlightDoNotReadmitAnInstance() {
		this.fleet.behave("one", VirtualInstance.answering(2000)).run(MINUTE);
		this.fleet.target.eject("one:80", MINUTE);
		this.fleet.drain();
		assertThat(this.fleet.target.count(InstanceState.EJECTED)).isOne();
	}

	@Test
	void ejectionByAnOperatorIsCountedAndShown() {
		this.fleet.target.eject("one:80", MINUTE);
		assertThat(this.fleet.ejections).containsExactly(EjectionReason.MANUAL);
		assertThat(this.fleet.target.count(InstanceState.EJECTED)).isOne();
		assertThat(this.fleet.target.instances()).filteredOn((instance) -> instance.ejection() != null)
			.singleElement()
			.satisfies((instance) -> {
				assertThat(instance.address()).isEqualTo("one:80");
				assertThat(instance.state()).isEqualTo(InstanceState.EJECTED);
				assertThat(instance.ejection())
					.isEqualTo(new InstanceStatus.Ejection(EjectionReason.MANUAL, Duration.ZERO, MINUTE));
			});
	}

	@Test
	void instanceThatIsStillDownAfterTheTimeIsEjectedForItsOwnFailures() {
		this.fleet.target.eject("one:80", MINUTE);
		this.fleet.behave("one", VirtualInstance.failing(100)).run(MINUTE.plusSeconds(10)).drain();
		assertThat(this.fleet.target.instances()).anyMatch((instance) -> instance.ejection() != null
				&& instance.ejection().reason() == EjectionReason.CONSECUTIVE_ERRORS);
	}

	@Test
	void readmittedInstanceGetsCallsWithoutAProbe() {
		this.fleet.behave("one", VirtualInstance.refusing()).run(MINUTE);
		assertThat(this.fleet.target.count(InstanceState.EJECTED)).isOne();
		this.fleet.behave("one", VirtualInstance.healthy());
		assertThat(this.fleet.target.readmit("one:80")).isTrue();
		assertThat(this.fleet.target.count(InstanceState.EJECTED)).isZero();
		assertThat(this.fleet.target.count(InstanceState.AVAILABLE)).isEqualTo(2);
		this.fleet.run(MINUTE);
		assertThat(this.fleet.share("one")).isGreaterThan(0.3);
	}

	@Test
	void readmittedInstanceIsJudgedAnew() {
		this.fleet.behave("one", VirtualInstance.failing(100)).run(Duration.ofSeconds(2)).drain();
		assertThat(this.fleet.target.count(InstanceState.EJECTED)).isOne();
		this.fleet.target.readmit("one:80");
		Visit visit = this.fleet.target.begin(this.fleet.list.get(0));
		assertThat(visit).isNotNull();
		visit.end(Result.FAILED);
		assertThat(visit.instance().errors()).isOne();
		assertThat(visit.instance().ejected()).isNull();
	}

	@Test
	void unknownInstanceIsReported() {
		assertThat(this.fleet.target.eject("three:80", MINUTE)).isFalse();
		assertThat(this.fleet.target.readmit("three:80")).isFalse();
		assertThat(this.fleet.ejections).isEmpty();
	}

}
