package io.github.resiliencestarter.control;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.Set;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resiliencestarter.reconfiguration.ReconfigurationLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.github.resiliencestarter.control.Documents.forceOpen;
import static io.github.resiliencestarter.control.Documents.setting;
import static io.github.resiliencestarter.control.Documents.state;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Overrides}: settings, and dry runs.
 */
@ExtendWith(OutputCaptureExtension.class)
class OverrideSettingsTests {

	private static final String RATE = "resilience4j.circuitbreaker.instances.inventory.failure-rate-threshold";

	private static final String ATTEMPTS = "resilience4j.retry.instances.inventory.max-attempts";

	private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

	private final OverridesFixture orders = new OverridesFixture(null).withBreakers("inventory", "pricing");

	@Test
	void settingIsChangedAndRestored(CapturedOutput output) {
		this.orders.layer.below.put(RATE, "50");
		this.orders.put("a", setting(RATE, 30));
		assertThat(this.orders.layer.applied).containsExactly(Map.entry(RATE, "30"));
		assertThat(setterOf(RATE)).contains("a");
		assertThat(this.orders.overrides.ofTarget("inventory")).containsExactly("a");
		assertThat(output).containsOnlyOnce("Override 'a' of 'jane@example.org' sets " + RATE
				+ " until 2026-11-23T00:10:00Z, was 50, now 30: INC-42: migration");
		this.orders.pass(TEN_MINUTES);
		assertThat(this.orders.layer.applied).isEmpty();
		assertThat(setterOf(RATE)).isEmpty();
		assertThat(output).containsOnlyOnce("Override 'a' no longer sets " + RATE + " (expired), was 30, now 50");
		assertThat(this.orders.layer.changes).isEqualTo(2);
	}

	private Optional<String> setterOf(String key) {
		return this.orders.overrides.setterOf(ReconfigurationLayer.OVERRIDES.propertySource(), key);
	}

	@Test
	void olderSettingsAreSupersededAsAWhole() {
		this.orders.put("old", Documents.settings("\"%s\": 40, \"%s\": 2".formatted(RATE, ATTEMPTS)));
		this.orders.put("young", setting(RATE, 30));
		assertThat(this.orders.states()).isEqualTo("young APPLIED, old SUPERSEDED");
		assertThat(this.orders.layer.applied).containsExactly(Map.entry(RATE, "30"));
		this.orders.delete("young");
		assertThat(this.orders.layer.applied).containsOnly(Map.entry(RATE, "40"), Map.entry(ATTEMPTS, "2"));
	}

	@Test
	void settingsThatDoNotFitAreRejectedAndTheOthersStay(CapturedOutput output) {
		this.orders.put("good", setting(RATE, 30));
		this.orders.layer.rejectedKey = ATTEMPTS;
		this.orders.put("bad", setting(ATTEMPTS, 2));
		assertThat(this.orders.states()).isEqualTo("bad REJECTED, good APPLIED");
		assertThat(this.orders.status("bad").reason()).contains(ATTEMPTS + ": does not fit");
		assertThat(this.orders.layer.applied).containsExactly(Map.entry(RATE, "30"));
		int changes = this.orders.layer.changes;
		this.orders.pass(Duration.ofSeconds(5));
		assertThat(this.orders.layer.changes).as("not tried again").isEqualTo(changes);
		assertThat(output).containsOnlyOnce("Rejected override 'bad'");
		this.orders.layer.rejectedKey = "none";
		this.orders.put("bad", setting(ATTEMPTS, 3));
		assertThat(this.orders.states()).isEqualTo("bad APPLIED, good APPLIED");
	}

	@Test
	void olderOverrideStaysInForceIfTheYoungerOneIsRejected(CapturedOutput output) {
		this.orders.put("old", setting(RATE, 30));
		this.orders.layer.rejectedKey = ATTEMPTS;
		this.orders.put("young", Documents.settings("\"%s\": 40, \"%s\": 2".formatted(RATE, ATTEMPTS)));
		assertThat(this.orders.states()).isEqualTo("young REJECTED, old APPLIED");
		assertThat(this.orders.layer.applied).containsExactly(Map.entry(RATE, "30"));
		assertThat(output).doesNotContain("superseded");
	}

	@Test
	void overridesThatAllCannotTakeEffectAreAllRejected() {
		this.orders.layer.rejectedKey = RATE;
		this.orders.put("a", setting(RATE, 30));
		this.orders.put("b", setting(RATE, 40));
		assertThat(this.orders.states()).isEqualTo("b REJECTED, a REJECTED");
		assertThat(this.orders.layer.applied).isEmpty();
	}

	@Test
	void settingsEndAlthoughTheEnvironmentIsInvalid() {
		this.orders.put("a", setting(RATE, 30));
		this.orders.put("b", setting(ATTEMPTS, 2));
		this.orders.layer.invalid = true;
		this.orders.delete("a");
		assertThat(this.orders.states()).isEqualTo("b APPLIED");
		assertThat(this.orders.layer.applied).containsExactly(Map.entry(ATTEMPTS, "2"));
		this.orders.pass(TEN_MINUTES);
		assertThat(this.orders.states()).isEqualTo("b EXPIRED");
		assertThat(this.orders.layer.applied).isEmpty();
		assertThat(setterOf(ATTEMPTS)).isEmpty();
	}

	@Test
	void invalidEnvironmentRejectsOnlyNewOverridesUntilItChanges() {
		this.orders.put("a", setting(RATE, 30));
		this.orders.layer.invalid = true;
		this.orders.put("b", setting(ATTEMPTS, 2));
		assertThat(this.orders.states()).isEqualTo("b REJECTED, a APPLIED");
		assertThat(this.orders.layer.applied).containsExactly(Map.entry(RATE, "30"));
		this.orders.layer.invalid = false;
		this.orders.layer.revision++;
		this.orders.pass(Overrides.TICK);
		assertThat(this.orders.states()).isEqualTo("b APPLIED, a APPLIED");
	}

	@Test
	void overrideThatIsInvalidWithoutAnotherOneIsRejectedWhenThatEnds() {
		this.orders.put("a", setting(RATE, 30));
		this.orders.put("b", setting(ATTEMPTS, 2));
		this.orders.layer.rejectedKey = ATTEMPTS;
		this.orders.delete("a");
		assertThat(this.orders.states()).isEqualTo("b REJECTED");
		assertThat(this.orders.layer.applied).isEmpty();
	}

	@Test
	void endThatFailsIsRetried(CapturedOutput output) {
		this.orders.put("a", setting(RATE, 30));
		this.orders.layer.failing = true;
		this.orders.pass(TEN_MINUTES);
		assertThat(this.orders.layer.applied).isNotEmpty();
		assertThat(output).containsOnlyOnce("Cannot apply the overrides; retrying every PT1S");
		this.orders.layer.failing = false;
		this.orders.pass(Overrides.TICK);
		assertThat(this.orders.layer.applied).isEmpty();
		assertThat(this.orders.states()).isEqualTo("a EXPIRED");
		assertThat(this.orders.manual.pending()).isEmpty();
	}

	@Test
	void theOlderOfTwoThatDoNotFitTogetherWinsInWhateverOrderTheyArrive() {
		OverrideKey old = new OverrideKey("old", 1, Documents.bytes(setting(RATE, 30)));
		OverrideKey young = new OverrideKey("young", 2, Documents.bytes(setting(ATTEMPTS, 2)));
		this.orders.layer.conflict = Set.of(RATE, ATTEMPTS);
		this.orders.overrides.update(List.of(young));
		assertThat(this.orders.states()).isEqualTo("young APPLIED");
		this.orders.overrides.update(List.of(old, young));
		assertThat(this.orders.states()).isEqualTo("young REJECTED, old APPLIED");
		assertThat(this.orders.layer.applied).containsExactly(Map.entry(RATE, "30"));
		this.orders.overrides.update(List.of(young));
		assertThat(this.orders.states()).isEqualTo("young APPLIED");
	}

	@Test
	void versionWhoseSettingsDoNotFitLeavesThePreviousOneInForce() {
		this.orders.put("a", setting(RATE, 30));
		this.orders.layer.rejectedKey = ATTEMPTS;
		this.orders.put("a", setting(ATTEMPTS, 2));
		this.orders.put("a", setting(ATTEMPTS, 3));
		assertThat(this.orders.states()).isEqualTo("a REJECTED");
		assertThat(this.orders.status("a").reason()).endsWith("; the previous version stays in force");
		assertThat(this.orders.layer.applied).containsExactly(Map.entry(RATE, "30"));
		this.orders.layer.rejectedKey = RATE;
		this.orders.layer.revision++;
		this.orders.pass(Overrides.TICK);
		assertThat(this.orders.states()).isEqualTo("a APPLIED");
		assertThat(this.orders.layer.applied).containsExactly(Map.entry(ATTEMPTS, "3"));
	}

	@ParameterizedTest
	@CsvSource({ "order-service,[order-service]", "order-service,orderservice", "[order-service],[orderservice]",
			"[a.b],[a.b]" })
	void differentFormsOfAKeySetTheSameProperty(String old, String young) {
		this.orders.put("old", setting(timeout(old), "2s"));
		this.orders.put("young", setting(timeout(young), "3s"));
		assertThat(this.orders.states()).isEqualTo("young APPLIED, old SUPERSEDED");
		assertThat(this.orders.layer.applied).containsExactly(Map.entry(timeout(young), "PT3S"));
		assertThat(setterOf(timeout(old))).contains("young");
	}

	@ParameterizedTest
	@CsvSource({ "[a.b],[ab]", "[Orders],orders", "orders,order" })
	void keysOfDifferentNamesDoNotMeet(String old, String young) {
		this.orders.put("old", setting(timeout(old), "2s"));
		this.orders.put("young", setting(timeout(young), "3s"));
		assertThat(this.orders.states()).isEqualTo("young APPLIED, old APPLIED");
	}

	private static String timeout(String name) {
		return "resilience.client.targets" + (name.startsWith("[") ? name : "." + name) + ".timeout";
	}

	@Test
	void dryRunSaysWhatWouldChangeAndChangesNothing() {
		for (int i = 0; i < 3; i++) {
			this.orders.breaker("inventory").onSuccess(1, TimeUnit.MILLISECONDS);
			this.orders.breaker("inventory").onError(1, TimeUnit.MILLISECONDS, new IllegalStateException());
		}
		this.orders.pass(Duration.ofSeconds(59));
		this.orders.breaker("inventory").onSuccess(1, TimeUnit.MILLISECONDS);
		DryRunView view = this.orders.dryRun.of("a", forceOpen("inv*"));
		assertThat(view).isEqualTo(new DryRunView(true, List.of(), true, null,
				List.of(new DryRunView.ChangeView("inventory", "circuit breaker", "CLOSED", "FORCED_OPEN")), 7));
		assertThat(this.orders.state("inventory")).isEqualTo(State.CLOSED);
		this.orders.pass(Duration.ofSeconds(1));
		assertThat(this.orders.dryRun.of("a", forceOpen("inv*")).rejectedCallsOfLastMinute()).isOne();
		assertThat(this.orders.dryRun.of("a", state("inv*", "disable", Documents.EXPIRY)).rejectedCallsOfLastMinute())
			.isZero();
	}

	@Test
	void dryRunOfSettingsSaysWhatWasBefore() {
		this.orders.layer.below.put(RATE, "50");
		DryRunView view = this.orders.dryRun.of("a",
				Documents.settings("\"%s\": 30, \"%s\": 2".formatted(RATE, ATTEMPTS)));
		assertThat(view.changes()).containsExactly(new DryRunView.ChangeView(null, RATE, "50", "30"),
				new DryRunView.ChangeView(null, ATTEMPTS, null, "2"));
		assertThat(this.orders.layer.changes).isZero();
		this.orders.layer.rejectedKey = RATE;
		assertThat(this.orders.dryRun.of("a", setting(RATE, 30)).problems()).singleElement()
			.asString()
			.contains(RATE + ": does not fit");
	}

	@Test
	void dryRunNamesProblemsAndSelection() {
		assertThat(this.orders.dryRun.of("A", "{}").problems()).hasSizeGreaterThan(4)
			.anyMatch((it) -> it.startsWith("id"));
		assertThat(this.orders.dryRun.of("a", state("x", "close", "2020-01-01T00:00:00Z")).problems())
			.containsExactly("expiry: write an instant within the next 7 days");
		DryRunView other = this.orders.dryRun.of("a", forceOpen("inventory").replace("orders", "storefront"));
		assertThat(other.valid()).isTrue();
		assertThat(other.selected()).isFalse();
		assertThat(other.reason()).contains("selector.application");
	}

}
