package io.github.resiliencestarter.loadbalancing;

import io.github.resiliencestarter.loadbalancing.ErrorWindow.Counts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Evidence}.
 */
class EvidenceTests {

	private final LoadBalancingSettings settings = VirtualFleet.settings();

	private final Instance instance = new Instance(VirtualFleet.instance("bad"), this.settings, 0);

	@ParameterizedTest
	@ValueSource(ints = { 0, 5, 9 })
	void errorsInARowAreEvidenceWhileTheOthersAreFine(int errorsOfOthers) {
		Evidence evidence = afterFiveErrors(10, errorsOfOthers);
		assertThat(evidence).isNotNull();
		assertThat(evidence.reason()).isEqualTo(EjectionReason.CONSECUTIVE_ERRORS);
	}

	@ParameterizedTest
	@ValueSource(ints = { 10, 20, 40 })
	void errorsInARowAreNoEvidenceWhileTheOthersFailToo(int errorsOfOthers) {
		assertThat(afterFiveErrors(10, errorsOfOthers)).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 10, 20, 40 })
	void moreErrorsThanTheOthersHaveAreEvidence(int errorsOfOthers) {
		Evidence evidence = afterFiveErrors(100, errorsOfOthers);
		assertThat(evidence).isNotNull();
		assertThat(evidence.reason()).isEqualTo(EjectionReason.ERROR_SHARE);
		assertThat(evidence.numbers()).isEqualTo("90 errors in 100 calls, the others " + errorsOfOthers + " %");
	}

	@Test
	void errorShareIsEvidenceFromTheMinimumOfCallsOn() {
		int minCalls = this.settings.ejection().errors().minCalls();
		assertThat(afterFiveErrors(minCalls - 1, 20)).isNull();
		assertThat(afterFiveErrors(minCalls, 20)).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 5, 10 })
	void errorsInARowAreNoEvidenceIfTheOthersFailSinceTheFirst(int errorsMeanwhile) {
		assertThat(afterFiveErrors(10, 0, new Counts(10, errorsMeanwhile))).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 11, 100 })
	void oneErrorOfAnotherInstanceIsChance(int callsMeanwhile) {
		assertThat(afterFiveErrors(10, 0, new Counts(callsMeanwhile, 1))).isNotNull();
	}

	@Test
	void resultsOfOthersCountFromTheFirstErrorOn() {
		this.instance.add(Result.ANSWERED, 0);
		this.instance.add(Result.FAILED, 0);
		assertThat(this.instance.othersSinceFirstError(new Counts(12, 3))).isEqualTo(new Counts(0, 0));
		this.instance.add(Result.FAILED, 0);
		assertThat(this.instance.othersSinceFirstError(new Counts(20, 6))).isEqualTo(new Counts(7, 2));
		this.instance.add(Result.ANSWERED, 0);
		this.instance.add(Result.FAILED, 0);
		assertThat(this.instance.othersSinceFirstError(new Counts(30, 10))).isEqualTo(new Counts(0, 0));
	}

	private @Nullable Evidence afterFiveErrors(int calls, int errorsOfOthers) {
		return afterFiveErrors(calls, errorsOfOthers, new Counts(0, 0));
	}

	/**
	 * Returns the evidence after some calls to this instance, of which nine in ten have
	 * failed, and a hundred to others.
	 */
	private @Nullable Evidence afterFiveErrors(int calls, int errorsOfOthers, Counts meanwhile) {
		for (int i = 0; i < 5; i++) {
			this.instance.add(Result.FAILED, 0);
		}
		Counts own = new Counts(calls, calls * 9 / 10);
		return Evidence.of(this.instance, own, new Counts(100 + own.calls(), errorsOfOthers + own.errors()), meanwhile,
				this.settings.ejection());
	}

}
