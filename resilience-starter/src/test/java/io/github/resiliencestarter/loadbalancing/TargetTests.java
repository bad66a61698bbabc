package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.github.resiliencestarter.loadbalancing.VirtualFleet.VirtualInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Target}: simulations on a virtual clock.
 */
@ExtendWith(OutputCaptureExtension.class)
class TargetTests {

	private static final Duration FEW_SECONDS = Duration.ofSeconds(3);

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static VirtualFleet fleet(int healthy, String... properties) {
		VirtualFleet fleet = new VirtualFleet(properties);
		IntStream.range(0, healthy).forEach((i) -> fleet.add("good" + i, VirtualInstance.healthy()));
		return fleet;
	}

	@ParameterizedTest
	@ValueSource(strings = { "algorithm=least-loaded", "algorithm=round-robin" })
	void sharesCallsAmongEquals(String algorithm) {
		VirtualFleet fleet = fleet(4, algorithm).run(MINUTE);
		IntStream.range(0, 4).forEach((i) -> assertThat(fleet.share("good" + i)).isBetween(0.2, 0.3));
		assertThat(fleet.ejections).isEmpty();
	}

	@Test
	void keepsBothOfTwoWarmWhenOneIsALittleQuicker() {
		VirtualFleet fleet = new VirtualFleet().add("quick", VirtualInstance.answering(4))
			.add("less-quick", VirtualInstance.answering(6))
			.run(MINUTE);
		assertThat(fleet.share("quick")).isBetween(0.35, 0.65);
		assertThat(fleet.run(MINUTE).share("quick")).isBetween(0.35, 0.65);
	}

	@Test
	void leavesAnInstanceThatIsTenTimesSlower() {
		VirtualFleet fleet = fleet(2).add("slow", VirtualInstance.answering(50)).run(FEW_SECONDS).run(MINUTE);
		assertThat(fleet.share("slow")).isLessThan(0.01);
		assertThat(fleet.share("good0")).isBetween(0.4, 0.6);
	}

	@Test
	void doesNotTakeASlowInstanceForOneThatHasJustHadAPeak() {
		// A pause of 10 ms each second, in which an answer takes ten times as long
		VirtualInstance pausing = new VirtualInstance((now) -> (now / 1_000_000 % 1000 < 10) ? 50 : 5, 0);
		VirtualFleet fleet = new VirtualFleet().add("one", pausing)
			.add("other", pausing)
			.add("slow", VirtualInstance.answering(100))
			.run(FEW_SECONDS)
			.run(MINUTE);
		assertThat(fleet.share("slow")).isLessThan(0.02);
		assertThat(fleet.share("one")).isBetween(0.3, 0.7);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 9 })
	void leavesAnInstanceThatIsTwentyTimesSlower(int others) {
		VirtualFleet fleet = fleet(others).add("slow", VirtualInstance.answering(100)).run(FEW_SECONDS).run(MINUTE);
		assertThat(fleet.share("slow")).isLessThan(0.02);
		assertThat(fleet.failedCalls).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 9 })
	void leavesAnInstanceWithHalfOfItsAnswersErrors(int others) {
		VirtualFleet fleet = fleet(others).add("bad", VirtualInstance.failing(50)).run(FEW_SECONDS);
		assertThat(fleet.failedCalls).isZero();
		fleet.run(MINUTE);
		assertThat(fleet.share("bad")).isLessThan(0.02);
		assertThat(fleet.failedCalls).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "1,100,0.02", "1,30,0.05", "2,100,0.02", "2,30,0.05", "9,100,0.02", "9,30,0.05" })
	void leavesAnInstanceThatFailsQuicklyFromTheFirstSecondOn(int others, int rate, double atMost) {
		for (int percent = 40; percent <= 100; percent += 15) {
			VirtualFleet fleet = fleet(others).add("bad", VirtualInstance.healthy());
			fleet.rate = rate;
			fleet.run(Duration.ofSeconds(10)).behave("bad", new VirtualInstance((now) -> 1, percent));
			fleet.run(Duration.ofSeconds(15));
			assertThat(fleet.failedCalls).isZero();
			assertThat(fleet.share("bad")).as("%d %%", percent).isLessThan(atMost);
		}
	}

	@Test
	void aProcessThatTookThePlaceOfAnEjectedOneIsNotEjected() {
		VirtualFleet fleet = fleet(1).add("a", VirtualInstance.refusing(), "resilience-process", "1").run(FEW_SECONDS);
		assertThat(fleet.target.count(InstanceState.EJECTED)).isOne();
		fleet.remove("a").add("a", VirtualInstance.healthy(), "resilience-process", "1").run(Duration.ofMillis(100));
		assertThat(fleet.target.count(InstanceState.EJECTED)).isOne();
		fleet.remove("a").add("a", VirtualInstance.healthy(), "resilience-process", "2").run(Duration.ofMillis(100));
		assertThat(fleet.target.count(InstanceState.EJECTED)).isZero();
		assertThat(fleet.run(MINUTE).share("a")).isBetween(0.4, 0.6);
	}

	@Test
	void doesNotLeaveAnInstanceForAnErrorNowAndThen() {
		VirtualFleet fleet = new VirtualFleet().add("a", VirtualInstance.failing(1))
			.add("b", VirtualInstance.healthy())
			.run(Duration.ofSeconds(10))
			.run(MINUTE);
		assertThat(fleet.share("a")).isBetween(0.4, 0.6);
	}

	@Test
	void usesAnInstanceAgainSoonWhenItNoLongerFails() {
		VirtualFleet fleet = fleet(1).add("bad", VirtualInstance.failing(50)).run(Duration.ofSeconds(2));
		fleet.behave("bad", VirtualInstance.healthy()).run(Duration.ofSeconds(20)).run(Duration.ofSeconds(20));
		assertThat(fleet.share("bad")).isBetween(0.4, 0.6);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 30, 90 })
	void attractsNoCallsByRejectingThemForADependency(int percent) {
		VirtualFleet fleet = fleet(0).add("working", VirtualInstance.answering(200))
			.add("rejecting", VirtualInstance.answering(200))
			.run(Duration.ofSeconds(10));
		fleet.attemptsPerCall = 1;
		fleet.behave("rejecting", VirtualInstance.answering(200).rejecting(percent)).run(MINUTE);
		assertThat(fleet.share("rejecting")).isBetween(0.4, 0.6);
		assertThat(fleet.ejections).isEmpty();
	}

	@Test
	void ejectsNobodyForTheFailuresOfADependency() {
		VirtualFleet fleet = fleet(1).add("rejecting", VirtualInstance.healthy().rejecting(100)).run(MINUTE);
		assertThat(fleet.ejections).isEmpty();
		assertThat(fleet.share("rejecting")).isBetween(0.4, 0.6);
	}

	@ParameterizedTest
	@ValueSource(strings = { "algorithm=least-loaded", "algorithm=round-robin" })
	void leavesAnInstanceThatHangsLongBeforeItsCallsTimeOut(String algorithm) {
		VirtualFleet fleet = fleet(1, algorithm).add("bad", VirtualInstance.healthy()).run(MINUTE);
		fleet.behave("bad", VirtualInstance.hanging()).run(Duration.ofMillis(1500));
		assertThat(fleet.ejections).containsExactly(EjectionReason.UNRESPONSIVE);
		fleet.run(Duration.ofSeconds(4));
		assertThat(fleet.visits("bad")).isZero();
		fleet.run(MINUTE).drain();
		assertThat(fleet.share("bad")).isLessThan(0.01);
		assertThat(fleet.failedCalls).isZero();
		assertThat(fleet.inFlight()).isZero();
	}

	@Test
	void doesNotTakeASlowAnswerForSilenceWhileOthersAreGiven() {
		VirtualFleet fleet = fleet(1, "algorithm=round-robin").add("mixed",
				new VirtualInstance((now) -> (now % 7 == 0) ? 4000 : 5, 0));
		fleet.run(MINUTE);
		assertThat(fleet.ejections).isEmpty();
		assertThat(fleet.share("mixed")).isBetween(0.45, 0.55);
	}

	@Test
	void leavesAnInstanceThatRefusesConnectionsAtTheFirst() {
		VirtualFleet fleet = fleet(2).add("bad", VirtualInstance.healthy()).run(MINUTE);
		fleet.behave("bad", VirtualInstance.refusing()).run(Duration.ofSeconds(4));
		assertThat(fleet.visits("bad")).isOne();
		assertThat(fleet.ejections).containsExactly(EjectionReason.UNREACHABLE);
		assertThat(fleet.failedCalls).isZero();
	}

	@Test
	void ejectsForLongerEachTimeAndNeverForLongerThanTheMaximum() {
		VirtualFleet fleet = fleet(1, "ejection.consecutive-errors=1").add("bad", VirtualInstance.failing(100))
			.run(Duration.ofSeconds(40));
		// At 0, 5, 15 and 35 s
		assertThat(fleet.visits("bad")).isEqualTo(4);
		fleet.run(Duration.ofMinutes(5));
		assertThat(fleet.visits("bad")).isBetween(4, 6);
	}

	@Test
	void probesAnInstanceThatRefusesConnectionsEachSecond(CapturedOutput output) {
		VirtualFleet fleet = fleet(1).add("bad", VirtualInstance.refusing()).run(MINUTE);
		// At 0 and 5 s, then each second
		assertThat(fleet.visits("bad")).isBetween(50, 57);
		assertThat(fleet.failedCalls).isZero();
		assertThat(output.toString().split("Ejected bad:80", -1)).hasSize(2);
		fleet.behave("bad", VirtualInstance.healthy()).run(Duration.ofSeconds(2));
		assertThat(output).contains("Readmitted bad:80");
		// As long as a second ejection: the refused probes do not add to it
		fleet.run(FEW_SECONDS).behave("bad", VirtualInstance.refusing()).run(Duration.ofSeconds(11));
		assertThat(fleet.visits("bad")).isEqualTo(2);
	}

	@Test
	void probesARefusingInstanceLessAndLessOftenWhereCallsAreNotRetried() {
		VirtualFleet fleet = fleet(1).add("bad", VirtualInstance.refusing());
		fleet.attemptsPerCall = 1;
		fleet.run(Duration.ofSeconds(40));
		// At 0, 5, 15 and 35 s
		assertThat(fleet.visits("bad")).isEqualTo(4);
	}

	@Test
	void ejectsForAShortTimeAgainOnceTheInstanceHasBeenWellForLong() {
		VirtualFleet fleet = fleet(1).add("bad", VirtualInstance.refusing()).run(Duration.ofSeconds(40));
		fleet.behave("bad", VirtualInstance.healthy()).run(Duration.ofMinutes(10));
		fleet.behave("bad", VirtualInstance.refusing()).run(Duration.ofSeconds(6));
		assertThat(fleet.visits("bad")).isEqualTo(2);
	}

	@Test
	void letsAnInstanceBackThroughProbesOneAtATimeAndASlowStart(CapturedOutput output) {
		VirtualFleet fleet = fleet(1).add("bad", VirtualInstance.refusing()).run(Duration.ofSeconds(4));
		fleet.behave("bad", VirtualInstance.answering(300)).run(Duration.ofMillis(1200));
		assertThat(fleet.visits("bad")).isOne();
		fleet.behave("bad", VirtualInstance.healthy()).run(Duration.ofMillis(2500));
		assertThat(fleet.visits("bad")).isGreaterThanOrEqualTo(2);
		assertThat(fleet.share("bad")).isLessThan(0.25);
		fleet.run(MINUTE).run(MINUTE);
		assertThat(fleet.share("bad")).isBetween(0.4, 0.6);
		assertThat(output).contains("Ejected bad:80 of 'inventory' for 5000 ms: UNREACHABLE, 1 connect errors in a row")
			.containsPattern("Readmitted bad:80 of 'inventory' after [5-7][0-9]{3} ms")
			.contains("3 calls succeeded; 0 of 2 instances are ejected");
	}

	@Test
	void startsAnInstanceSlowlyThatComesLater() {
		VirtualFleet fleet = fleet(1, "slow-start=20s").run(FEW_SECONDS).add("new", VirtualInstance.healthy());
		assertThat(fleet.run(Duration.ofSeconds(4)).share("new")).isBetween(0.02, 0.2);
		fleet.run(MINUTE);
		assertThat(fleet.run(MINUTE).share("new")).isBetween(0.4, 0.6);
	}

	@Test
	void ejectsNobodyWhenAllFailAlike() {
		VirtualFleet fleet = new VirtualFleet();
		IntStream.range(0, 4).forEach((i) -> fleet.add("bad" + i, VirtualInstance.failing(60)));
		fleet.run(MINUTE);
		assertThat(fleet.target.count(InstanceState.EJECTED)).isLessThanOrEqualTo(1);
		assertThat(fleet.ejections).hasSizeLessThan(6);
	}

	@Test
	void ejectsNobodyWhenAllBeginToFailAtTheSameMoment() {
		VirtualFleet fleet = fleet(2).run(MINUTE);
		fleet.behave("good0", VirtualInstance.failing(100)).behave("good1", VirtualInstance.failing(40));
		fleet.run(Duration.ofMillis(300));
		assertThat(fleet.failedCalls).isPositive();
		assertThat(fleet.ejections).isEmpty();
	}

	@Test
	void probesAnEjectedInstanceAtOnceWhenTheOthersBeginToFailAlike() {
		VirtualFleet fleet = fleet(1, "algorithm=round-robin").add("bad", VirtualInstance.failing(100))
			.run(Duration.ofSeconds(2));
		assertThat(fleet.target.count(InstanceState.EJECTED)).isOne();
		fleet.attemptsPerCall = 1;
		fleet.behave("good0", VirtualInstance.failing(100)).behave("bad", VirtualInstance.healthy());
		fleet.run(Duration.ofMillis(500));
		assertThat(fleet.visits("bad")).isGreaterThanOrEqualTo(3);
	}

	@Test
	void usesABadInstanceRatherThanNoneAndNoticesAtOnceThatItIsBack() {
		VirtualFleet fleet = new VirtualFleet().add("a", VirtualInstance.refusing())
			.add("b", VirtualInstance.refusing());
		fleet.run(MINUTE);
		assertThat(fleet.target.count(InstanceState.EJECTED)).isEqualTo(2);
		assertThat(fleet.visits("a")).isPositive();
		assertThat(fleet.visits("b")).isPositive();
		fleet.behave("b", VirtualInstance.healthy()).run(MINUTE);
		assertThat(fleet.failedCalls).isZero();
		assertThat(fleet.target.count(InstanceState.AVAILABLE)).isOne();
		assertThat(fleet.share("b")).isGreaterThan(0.98);
	}

	@Test
	void ejectsAtMostTheGivenShareForWhatMayHaveItsCauseHere() {
		VirtualFleet fleet = new VirtualFleet("max-ejected=0.5");
		IntStream.range(0, 10).forEach((i) -> fleet.add("bad" + i, VirtualInstance.hanging()));
		fleet.run(Duration.ofSeconds(30));
		assertThat(fleet.target.count(InstanceState.EJECTED)).isEqualTo(5);
	}

	@Test
	void neverEjectsTheLastOneForErrors() {
		VirtualFleet fleet = new VirtualFleet("max-ejected=1").add("a", VirtualInstance.failing(100));
		fleet.run(MINUTE);
		assertThat(fleet.ejections).isEmpty();
	}

	@Test
	void ejectsNobodyWhenSwitchedOff() {
		VirtualFleet fleet = fleet(1, "ejection.enabled=false").add("bad", VirtualInstance.refusing()).run(MINUTE);
		assertThat(fleet.ejections).isEmpty();
		assertThat(fleet.failedCalls).isZero();
	}

	@Test
	void takesAnInstanceThatHasBeenAwayForANewOne() {
		VirtualFleet fleet = fleet(1).add("bad", VirtualInstance.refusing()).run(Duration.ofSeconds(2));
		assertThat(fleet.target.count(InstanceState.EJECTED)).isOne();
		fleet.remove("bad").run(Duration.ofSeconds(2));
		fleet.add("bad", VirtualInstance.healthy()).run(Duration.ofSeconds(1));
		assertThat(fleet.target.count(InstanceState.EJECTED)).isZero();
	}

	@Test
	void keepsWhatItKnowsWhenTheSameInstancesComeInAnotherList() {
		VirtualFleet fleet = fleet(1).add("bad", VirtualInstance.refusing()).run(Duration.ofSeconds(2));
		fleet.list = List.of(VirtualFleet.instance("bad"), VirtualFleet.instance("good0"));
		fleet.run(Duration.ofSeconds(2));
		assertThat(fleet.target.count(InstanceState.EJECTED)).isOne();
		assertThat(fleet.visits("bad")).isZero();
	}

	@Test
	void makesNoSnapshotAnewWhileNothingChanges() {
		VirtualFleet fleet = fleet(3).run(Duration.ofSeconds(1));
		Snapshot snapshot = fleet.target.current();
		fleet.run(MINUTE);
		assertThat(fleet.target.current()).isSameAs(snapshot);
	}

	@Test
	void sendsEachRetryElsewhereAlsoAmongMany() {
		VirtualFleet fleet = fleet(50, "ejection.enabled=false");
		fleet.attemptsPerCall = 50;
		IntStream.range(0, 50).forEach((i) -> fleet.behave("good" + i, VirtualInstance.refusing()));
		fleet.behave("good17", VirtualInstance.healthy());
		fleet.run(Duration.ofSeconds(1));
		// Each has tried them all, each once
		assertThat(fleet.failedCalls).isZero();
	}

	@Test
	void offersNoInstanceWhenThereIsNone() {
		assertThat(new VirtualFleet().target.choose(List.of(), null)).isNull();
	}

}
