package io.github.resiliencestarter.control;

import java.time.Duration;
import java.util.List;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.github.resiliencestarter.control.Documents.forceOpen;
import static io.github.resiliencestarter.control.Documents.state;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Overrides}: states, and the time that they last.
 */
@ExtendWith(OutputCaptureExtension.class)
class OverridesTests {

	private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

	private final OverridesFixture orders = new OverridesFixture(null).withBreakers("inventory", "pricing");

	@Test
	void circuitBreakerIsHeldUntilTheOverrideIsDeleted(CapturedOutput output) {
		this.orders.put("inc-42", forceOpen("inventory"));
		assertThat(this.orders.states()).isEqualTo("inc-42 APPLIED");
		assertThat(this.orders.state("inventory")).isEqualTo(State.FORCED_OPEN);
		assertThat(this.orders.state("pricing")).isEqualTo(State.CLOSED);
		assertThat(this.orders.overrides.ofTarget("inventory")).containsExactly("inc-42");
		assertThat(this.orders.overrides.ofTarget("pricing")).isEmpty();
		assertThat(output).containsOnlyOnce("Override 'inc-42' of 'jane@example.org' holds circuit breaker 'inventory' "
				+ "until 2026-11-23T00:10:00Z, was CLOSED, now FORCED_OPEN: INC-42: migration");
		this.orders.delete("inc-42");
		assertThat(this.orders.state("inventory")).isEqualTo(State.HALF_OPEN);
		assertThat(this.orders.states()).isEmpty();
		assertThat(output).containsOnlyOnce("Override 'inc-42' no longer holds circuit breaker 'inventory' (deleted), "
				+ "was FORCED_OPEN, now HALF_OPEN");
	}

	@Test
	void overrideEndsByItself(CapturedOutput output) {
		this.orders.put("a", forceOpen("inventory"));
		this.orders.pass(Duration.ofSeconds(538));
		assertThat(output).doesNotContain("ends in");
		assertThat(this.orders.overrides.expiring()).isZero();
		this.orders.pass(Duration.ofSeconds(3));
		assertThat(output).containsOnlyOnce("Override 'a' of 'jane@example.org' ends in ");
		assertThat(this.orders.overrides.expiring()).isOne();
		this.orders.pass(Duration.ofSeconds(57));
		assertThat(this.orders.state("inventory")).isEqualTo(State.FORCED_OPEN);
		this.orders.pass(Duration.ofSeconds(1));
		assertThat(this.orders.state("inventory")).isEqualTo(State.HALF_OPEN);
		assertThat(this.orders.states()).isEqualTo("a EXPIRED");
		assertThat(this.orders.overrides.expiring()).isZero();
		assertThat(output).containsOnlyOnce("ends in ").contains("(expired), was FORCED_OPEN, now HALF_OPEN");
		assertThat(this.orders.manual.pending()).as("no clock is watched without need").isEmpty();
	}

	@Test
	void wallClockThatIsSetForwardEndsAnOverrideForGood() {
		this.orders.put("a", forceOpen("inventory"));
		this.orders.setWallClock(Duration.ofHours(1));
		this.orders.pass(Overrides.TICK);
		assertThat(this.orders.states()).isEqualTo("a EXPIRED");
		this.orders.setWallClock(Duration.ofHours(-1));
		this.orders.arrive();
		assertThat(this.orders.states()).isEqualTo("a EXPIRED");
		assertThat(this.orders.state("inventory")).isEqualTo(State.HALF_OPEN);
	}

	@Test
	void wallClockThatIsSetBackDoesNotProlongAnOverride() {
		this.orders.put("a", forceOpen("inventory"));
		this.orders.setWallClock(Duration.ofDays(-1));
		this.orders.pass(Duration.ofSeconds(598));
		assertThat(this.orders.states()).isEqualTo("a APPLIED");
		this.orders.pass(Duration.ofSeconds(1));
		assertThat(this.orders.states()).isEqualTo("a EXPIRED");
	}

	@Test
	void circuitBreakerIsHeldBeforeItsFirstCall() {
		this.orders.put("a", forceOpen("pay*"));
		assertThat(this.orders.states()).isEqualTo("a WAITING");
		assertThat(this.orders.overrides.revision()).isNotZero();
		this.orders.withBreakers("payment");
		assertThat(this.orders.state("payment")).isEqualTo(State.FORCED_OPEN);
		this.orders.pass(Overrides.TICK);
		assertThat(this.orders.states()).isEqualTo("a APPLIED");
		this.orders.pass(TEN_MINUTES);
		assertThat(this.orders.state("payment")).isEqualTo(State.HALF_OPEN);
	}

	@Test
	void circuitBreakerThatIsCreatedAgainIsHeldAgain() {
		this.orders.put("a", forceOpen("inventory"));
		this.orders.registry.remove("inventory");
		this.orders.pass(Overrides.TICK);
		this.orders.withBreakers("inventory");
		assertThat(this.orders.state("inventory")).isEqualTo(State.FORCED_OPEN);
		this.orders.delete("a");
		assertThat(this.orders.state("inventory")).isEqualTo(State.HALF_OPEN);
	}

	@Test
	void youngerOverrideWinsAndTheOlderReturns() {
		this.orders.put("old", forceOpen("*"));
		this.orders.put("young", state("inventory", "disable", Documents.EXPIRY));
		assertThat(this.orders.state("inventory")).isEqualTo(State.DISABLED);
		assertThat(this.orders.state("pricing")).isEqualTo(State.FORCED_OPEN);
		assertThat(this.orders.states()).isEqualTo("young APPLIED, old APPLIED");
		assertThat(this.orders.status("old").targets()).containsExactly("pricing");
		this.orders.delete("young");
		assertThat(this.orders.state("inventory")).isEqualTo(State.FORCED_OPEN);
		this.orders.delete("old");
		assertThat(this.orders.state("inventory")).isEqualTo(State.HALF_OPEN);
	}

	@Test
	void supersededOverrideNamesTheYoungerOne(CapturedOutput output) {
		this.orders.put("old", forceOpen("inventory"));
		this.orders.put("young", state("inv*", "close", Documents.EXPIRY));
		assertThat(this.orders.states()).isEqualTo("young APPLIED, old SUPERSEDED");
		assertThat(this.orders.status("old").by()).isEqualTo("young");
		assertThat(this.orders.state("inventory")).isEqualTo(State.CLOSED);
		assertThat(output).containsOnlyOnce("Override 'old' is superseded by 'young'");
	}

	@Test
	void allThatArrivesAtOnceIsAppliedWithoutADetour(CapturedOutput output) {
		OverrideKey old = new OverrideKey("old", 1, Documents.bytes(forceOpen("inventory")));
		OverrideKey young = new OverrideKey("young", 2,
				Documents.bytes(state("inventory", "disable", Documents.EXPIRY)));
		this.orders.overrides.update(List.of(old, young));
		assertThat(this.orders.state("inventory")).isEqualTo(State.DISABLED);
		assertThat(output).doesNotContain("now FORCED_OPEN");
	}

	@Test
	void changedDocumentTakesEffect() {
		this.orders.put("a", forceOpen("inventory"));
		String digest = this.orders.status("a").key().digest();
		long revision = this.orders.overrides.revision();
		this.orders.put("a", state("pricing", "disable", Documents.EXPIRY));
		assertThat(this.orders.state("inventory")).isEqualTo(State.HALF_OPEN);
		assertThat(this.orders.state("pricing")).isEqualTo(State.DISABLED);
		assertThat(this.orders.status("a").key().digest()).isNotEqualTo(digest);
		assertThat(this.orders.overrides.revision()).isNotEqualTo(revision);
	}

	@Test
	void rejectedDocumentLeavesThePreviousVersionInForce(CapturedOutput output) {
		this.orders.put("a", forceOpen("inventory"));
		long revision = this.orders.overrides.revision();
		this.orders.put("a", "{}");
		this.orders.put("a", "broken");
		assertThat(this.orders.states()).isEqualTo("a REJECTED");
		assertThat(this.orders.status("a").reason()).startsWith("The document is not valid JSON")
			.endsWith("; the previous version stays in force");
		assertThat(this.orders.overrides.ofTarget("inventory")).containsExactly("a");
		assertThat(this.orders.overrides.revision()).isEqualTo(revision);
		assertThat(output).contains("Rejected override 'a': version: write 1; ");
		this.orders.pass(Duration.ofSeconds(598));
		assertThat(this.orders.state("inventory")).isEqualTo(State.FORCED_OPEN);
		assertThat(this.orders.overrides.expiring()).isOne();
		this.orders.pass(Duration.ofSeconds(2));
		assertThat(this.orders.state("inventory")).isEqualTo(State.HALF_OPEN);
		assertThat(this.orders.status("a").reason()).doesNotContain("previous version");
		assertThat(this.orders.manual.pending()).isEmpty();
	}

	@Test
	void deletionEndsThePreviousVersionToo() {
		this.orders.put("a", forceOpen("inventory"));
		this.orders.put("a", "{}");
		this.orders.delete("a");
		assertThat(this.orders.state("inventory")).isEqualTo(State.HALF_OPEN);
		this.orders.put("b", forceOpen("pricing"));
		OverrideKey anew = new OverrideKey("b", 1000, Documents.bytes("{}"));
		this.orders.overrides.update(List.of(anew));
		assertThat(this.orders.state("pricing")).as("deleted and created again").isEqualTo(State.HALF_OPEN);
	}

	@Test
	void correctedDocumentReplacesThePreviousVersion() {
		this.orders.put("a", forceOpen("inventory"));
		this.orders.put("a", "{}");
		this.orders.put("a", state("inventory", "disable", Documents.EXPIRY));
		assertThat(this.orders.states()).isEqualTo("a APPLIED");
		assertThat(this.orders.state("inventory")).isEqualTo(State.DISABLED);
	}

	@Test
	void overrideThatEndsWhileACircuitBreakerIsCreatedDoesNotHoldIt() {
		this.orders.put("a", forceOpen("payment"));
		CircuitBreaker created = CircuitBreaker.ofDefaults("payment");
		created.getEventPublisher().onStateTransition((event) -> {
			if (event.getStateTransition().getToState() == State.FORCED_OPEN) {
				this.orders.breakers.claim(List.of());
			}
		});
		this.orders.breakers.onBreaker(created);
		assertThat(created.getState()).isEqualTo(State.HALF_OPEN);
		assertThat(this.orders.held.namesOf("override:a")).isEmpty();
	}

	@Test
	void circuitBreakerThatIsNotYetInTheRegistryIsReleased() {
		this.orders.put("a", forceOpen("payment"));
		CircuitBreaker created = CircuitBreaker.ofDefaults("payment");
		this.orders.breakers.onBreaker(created);
		assertThat(created.getState()).isEqualTo(State.FORCED_OPEN);
		this.orders.delete("a");
		assertThat(created.getState()).isEqualTo(State.HALF_OPEN);
	}

	@Test
	void breakGlassOnThisInstanceWinsIfItIsLater() {
		this.orders.put("a", forceOpen("inventory"));
		this.orders.held.hold(this.orders.breaker("inventory"), "break-glass", State.DISABLED);
		this.orders.pass(Overrides.TICK);
		assertThat(this.orders.state("inventory")).isEqualTo(State.DISABLED);
		assertThat(this.orders.states()).isEqualTo("a SUPERSEDED");
		assertThat(this.orders.status("a").by()).isEqualTo("break-glass");
		this.orders.held.release("inventory", "break-glass", this.orders.breaker("inventory"));
		assertThat(this.orders.state("inventory")).isEqualTo(State.FORCED_OPEN);
		assertThat(this.orders.states()).isEqualTo("a APPLIED");
	}

	@Test
	void overrideWinsOverEarlierBreakGlass() {
		this.orders.held.hold(this.orders.breaker("inventory"), "break-glass", State.DISABLED);
		this.orders.put("a", forceOpen("inventory"));
		assertThat(this.orders.state("inventory")).isEqualTo(State.FORCED_OPEN);
		this.orders.delete("a");
		assertThat(this.orders.state("inventory")).isEqualTo(State.DISABLED);
	}

	@Test
	void circuitBreakerThatAnOperatorHasClosedStaysClosed() {
		this.orders.put("a", forceOpen("inventory"));
		this.orders.held.close(this.orders.breaker("inventory"), "break-glass", false);
		this.orders.pass(Duration.ofSeconds(5));
		assertThat(this.orders.state("inventory")).isEqualTo(State.CLOSED);
		assertThat(this.orders.states()).isEqualTo("a SUPERSEDED");
	}

	@Test
	void listenerThatFailsHurtsNeitherCallsNorOtherOverrides() {
		this.orders.breaker("inventory").getEventPublisher().onStateTransition((event) -> {
			throw new IllegalStateException("expected");
		});
		this.orders.put("a", forceOpen("*"));
		assertThat(this.orders.state("inventory")).isEqualTo(State.FORCED_OPEN);
		assertThat(this.orders.state("pricing")).isEqualTo(State.FORCED_OPEN);
		this.orders.pass(TEN_MINUTES);
		assertThat(this.orders.state("inventory")).isEqualTo(State.HALF_OPEN);
		assertThat(this.orders.state("pricing")).isEqualTo(State.HALF_OPEN);
	}

	@Test
	void revisionIsTheSameWhereTheSameIsInForce() {
		OverridesFixture other = new OverridesFixture(null).withBreakers("inventory");
		other.put("x", forceOpen("inventory"));
		other.put("a", forceOpen("inventory"));
		other.delete("x");
		assertThat(this.orders.overrides.revision()).isZero();
		this.orders.put("a", forceOpen("inventory"));
		assertThat(this.orders.overrides.revision()).isEqualTo(other.overrides.revision()).isBetween(1L, 0xFFFFFFFFL);
		this.orders.pass(TEN_MINUTES);
		assertThat(this.orders.overrides.revision()).isZero();
	}

}
