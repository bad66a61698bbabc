package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;
import java.util.List;

import io.github.resiliencestarter.discovery.Tagged;
import io.github.resiliencestarter.loadbalancing.VirtualFleet.VirtualInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.DefaultServiceInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for standby, zones and weights: simulations on a virtual clock.
 */
@ExtendWith(OutputCaptureExtension.class)
class TargetRulesTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Duration MINUTE = Duration.ofMinutes(1);

	@Test
	void leavesTheStandbyAloneWhileEnoughActiveInstancesAreAvailable() {
		VirtualFleet fleet = withStandby("standby.min-active=1").run(MINUTE);
		assertThat(fleet.visits("spare")).isZero();
		assertThat(fleet.target.count(InstanceState.STANDBY)).isOne();
		assertThat(fleet.target.count(InstanceState.AVAILABLE)).isEqualTo(2);
	}

	@Test
	void usesTheStandbyWithinASecondAndGivesBackWhenTheActiveInstancesReturn(CapturedOutput output) {
		VirtualFleet fleet = withStandby("standby.min-active=1").run(MINUTE);
		fleet.behave("a", VirtualInstance.refusing()).behave("b", VirtualInstance.refusing()).run(SECOND);
		assertThat(fleet.failedCalls).isZero();
		fleet.run(SECOND);
		assertThat(fleet.share("spare")).isOne();
		assertThat(output).containsOnlyOnce(
				"Using the standby instances of 'inventory': " + "0 of 2 active ones are available, fewer than 1");
		fleet.behave("a", VirtualInstance.healthy()).behave("b", VirtualInstance.healthy()).run(MINUTE).run(SECOND);
		assertThat(fleet.visits("spare")).isZero();
		assertThat(output).containsOnlyOnce("Leaving the standby instances of 'inventory'");
	}

	@Test
	void usesTheStandbyWhenTheActiveInstancesLeaveTheListAndGivesBackAfterTheHoldTime() {
		VirtualFleet fleet = withStandby("standby.hold=2s").run(SECOND);
		fleet.remove("a").remove("b").run(SECOND);
		assertThat(fleet.share("spare")).isOne();
		fleet.add("a", VirtualInstance.healthy()).run(Duration.ofMillis(1900));
		assertThat(fleet.visits("spare")).isPositive();
		fleet.run(Duration.ofMillis(300)).run(SECOND);
		assertThat(fleet.visits("spare")).isZero();
	}

	@Test
	void knowsTheStateOfEachInstance() {
		VirtualFleet fleet = withStandby("standby.min-active=1")
			.add("drained", VirtualInstance.healthy(), "weight", "0")
			.run(SECOND);
		fleet.target.eject("a:80", MINUTE);
		assertThat(fleet.target.instances()).extracting(InstanceStatus::state)
			.containsExactly(InstanceState.EJECTED, InstanceState.AVAILABLE, InstanceState.STANDBY, null);
		assertThat(fleet.target.count(InstanceState.EJECTED)).isOne();
		assertThat(fleet.target.count(InstanceState.AVAILABLE)).isOne();
		assertThat(fleet.target.count(InstanceState.STANDBY)).isOne();
		fleet.target.readmit("a:80");
		assertThat(fleet.target.instances()).extracting(InstanceStatus::state)
			.containsExactly(InstanceState.AVAILABLE, InstanceState.AVAILABLE, InstanceState.STANDBY, null);
	}

	@Test
	void anyOfTheTagsMakesAStandby() {
		VirtualFleet fleet = new VirtualFleet("standby.tags=spare,cold").add("a", VirtualInstance.healthy())
			.add("b", VirtualInstance.healthy())
			.add("c", VirtualInstance.healthy());
		fleet.list = List.of(new Labelled("a", "v1"), new Labelled("b", "v1", "cold"), new Labelled("c", "spare"));
		fleet.run(SECOND);
		assertThat(fleet.share("a")).isOne();
		assertThat(fleet.target.count(InstanceState.STANDBY)).isEqualTo(2);
		fleet.remove("a").run(SECOND);
		assertThat(fleet.share("b")).isPositive();
		assertThat(fleet.failedCalls).isZero();
	}

	@Test
	void doesNotFlapWhileTheActiveInstanceComesAndGoes(CapturedOutput output) {
		VirtualFleet fleet = new VirtualFleet("standby.metadata.role=spare", "standby.hold=5s")
			.add("a", VirtualInstance.healthy())
			.add("spare", VirtualInstance.healthy(), "role", "spare");
		fleet.run(SECOND);
		for (int i = 0; i < 10; i++) {
			fleet.remove("a").run(SECOND);
			fleet.add("a", VirtualInstance.healthy()).run(Duration.ofSeconds(2));
		}
		assertThat(output).containsOnlyOnce("Using the standby").doesNotContain("Leaving the standby");
	}

	@Test
	void addsTheStandbyToTheActiveInstancesWhenSomeAreLeftButTooFew() {
		VirtualFleet fleet = withStandby("standby.min-active=2").run(SECOND);
		fleet.behave("a", VirtualInstance.refusing()).run(SECOND).run(MINUTE);
		assertThat(fleet.share("spare")).isBetween(0.4, 0.6);
		assertThat(fleet.share("b")).isBetween(0.4, 0.6);
	}

	@Test
	void triesTheStandbyBeforeTheSameInstanceAgain() {
		VirtualFleet fleet = new VirtualFleet("standby.metadata.role=spare", "ejection.enabled=false")
			.add("a", VirtualInstance.failing(100))
			.add("spare", VirtualInstance.healthy(), "role", "spare");
		assertThat(fleet.run(MINUTE).failedCalls).isZero();
	}

	@Test
	void staysInItsZoneWhileMostOfItIsAvailable() {
		VirtualFleet fleet = inZones().run(MINUTE);
		assertThat(fleet.share("near1") + fleet.share("near2") + fleet.share("near3")).isOne();
	}

	@Test
	void spillsOverInProportionWhenPartOfItsZoneIsDown() {
		VirtualFleet fleet = inZones().behave("near1", VirtualInstance.refusing())
			.behave("near2", VirtualInstance.refusing())
			.run(SECOND)
			.run(MINUTE);
		// A third of the zone is available, of 0.7 that would do
		assertThat(fleet.share("near3")).isBetween(0.43, 0.52);
		assertThat(fleet.share("far1")).isBetween(0.2, 0.3);
		assertThat(fleet.share("far2")).isBetween(0.2, 0.3);
	}

	@Test
	void leavesItsZoneWhenNothingThereIsAvailable() {
		VirtualFleet fleet = inZones().behave("near1", VirtualInstance.refusing())
			.behave("near2", VirtualInstance.refusing())
			.behave("near3", VirtualInstance.refusing())
			.run(SECOND)
			.run(MINUTE);
		assertThat(fleet.share("far1") + fleet.share("far2")).isGreaterThan(0.96);
		assertThat(fleet.failedCalls).isZero();
	}

	@Test
	void staysInItsZoneWhenThereIsNothingElsewhere() {
		VirtualFleet fleet = inZones().remove("far1")
			.remove("far2")
			.behave("near1", VirtualInstance.refusing())
			.run(MINUTE);
		assertThat(fleet.share("near2") + fleet.share("near3")).isGreaterThan(0.99);
	}

	@Test
	void spreadsByWeightAlsoAmongFastAndSlow() {
		VirtualFleet fleet = new VirtualFleet().add("a", VirtualInstance.healthy(), "weight", "45")
			.add("b", VirtualInstance.healthy(), "weight", "45")
			.add("canary", VirtualInstance.answering(1), "weight", "10");
		fleet.run(MINUTE);
		assertThat(fleet.share("canary")).isBetween(0.08, 0.12);
		assertThat(fleet.share("a")).isBetween(0.4, 0.5);
	}

	@Test
	void sendsNothingToAnInstanceOfWeightZeroNotEvenRetries() {
		VirtualFleet fleet = new VirtualFleet("ejection.enabled=false").add("a", VirtualInstance.refusing())
			.add("drained", VirtualInstance.healthy(), "weight", "0");
		fleet.run(SECOND);
		assertThat(fleet.visits("drained")).isZero();
	}

	@Test
	void ignoresWeightsOfZeroWhenThereIsNothingElse() {
		VirtualFleet fleet = new VirtualFleet().add("drained", VirtualInstance.healthy(), "weight", "0");
		assertThat(fleet.run(SECOND).failedCalls).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "many", "NaN", "1e99", "" })
	void takesANonsenseWeightForOneAndSaysSoOnce(String weight, CapturedOutput output) {
		VirtualFleet fleet = new VirtualFleet().add("a", VirtualInstance.healthy())
			.add("b", VirtualInstance.healthy(), "weight", weight);
		fleet.run(MINUTE).add("c", VirtualInstance.healthy()).run(MINUTE);
		assertThat(fleet.share("b")).isBetween(0.25, 0.45);
		assertThat(output).containsOnlyOnce("Weight '" + weight + "' in the metadata of b:80 is not a number");
	}

	private static VirtualFleet withStandby(String property) {
		return new VirtualFleet("standby.metadata.role=spare", property).add("a", VirtualInstance.healthy())
			.add("b", VirtualInstance.healthy())
			.add("spare", VirtualInstance.healthy(), "role", "spare");
	}

	private static VirtualFleet inZones() {
		return VirtualFleet.inZone("near")
			.add("near1", VirtualInstance.healthy(), "zone", "near")
			.add("near2", VirtualInstance.healthy(), "zone", "Near")
			.add("near3", VirtualInstance.healthy(), "zone", "near")
			.add("far1", VirtualInstance.healthy(), "zone", "far")
			.add("far2", VirtualInstance.healthy());
	}

	private static final class Labelled extends DefaultServiceInstance implements Tagged {

		private final List<String> tags;

		Labelled(String host, String... tags) {
			super(host, "inventory", host, 80, false);
			this.tags = List.of(tags);
		}

		@Override
		public List<String> getTags() {
			return this.tags;
		}

	}

}
