package io.github.resiliencestarter.control;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resiliencestarter.reconfiguration.ReconfigurationLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.github.resiliencestarter.control.Documents.forceOpen;
import static io.github.resiliencestarter.control.Documents.setting;
import static io.github.resiliencestarter.control.Documents.state;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Overrides}.
 */
@ExtendWith(OutputCaptureExtension.class)
class OverridesTests {

	private static final String RATE = "resilience4j.circuitbreaker.instances.inventory.failure-rate-threshold";

	private static final String ATTEMPTS = "resilience4j.retry.instances.inventory.max-attempts";

	private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

	private final OverridesFixture orders = new OverridesFixture(null).withBreakers("inventory", "pricing");

	@TempDir
	private Path directory;

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
	void rejectedDocumentEndsWhatItsKeySaidBefore(CapturedOutput output) {
		this.orders.put("a", forceOpen("inventory"));
		this.orders.put("a", "{}");
		assertThat(this.orders.states()).isEqualTo("a REJECTED");
		assertThat(this.orders.state("inventory")).isEqualTo(State.HALF_OPEN);
		assertThat(output).containsOnlyOnce("Rejected override 'a': version: write 1; ");
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

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "orders | *=eu-* | APPLIED", "ord?rs | v1 | APPLIED", "* | instance=orders-1 | APPLIED",
			"storefront | v1 | NOT_SELECTED", "Orders | v1 | NOT_SELECTED", "orders | v2 | NOT_SELECTED",
			"orders | zone=us-* | NOT_SELECTED", "orders | v1?, | NOT_SELECTED" })
	void onlySelectedInstancesObey(String application, String tag, OverrideState state) {
		this.orders.put("a", Documents.document(
				"\"application\": \"%s\", \"target\": \"inventory\", \"tags\": [\"%s\"]".formatted(application, tag),
				"\"state\": \"force-open\"", Documents.EXPIRY));
		assertThat(this.orders.status("a").state()).isEqualTo(state);
		assertThat(this.orders.state("inventory"))
			.isEqualTo((state == OverrideState.APPLIED) ? State.FORCED_OPEN : State.CLOSED);
	}

	@Test
	void growingShareOnlyAddsInstances() {
		for (int share = 1; share < 100; share++) {
			int smaller = share;
			assertThat(IntStream.range(0, 500).mapToObj((i) -> new OwnInstance("orders", "orders-" + i, Set.of())))
				.allSatisfy((instance) -> assertThat(!instance.isIn("a", smaller) || instance.isIn("a", smaller + 1))
					.isTrue());
		}
		assertThat(IntStream.range(0, 1000)
			.filter((i) -> new OwnInstance("orders", "orders-" + i, Set.of()).isIn("a", 25))
			.count()).isBetween(200L, 300L);
		assertThat(new OwnInstance("orders", "x", Set.of()).isIn("a", 100)).isTrue();
	}

	@Test
	void instanceOutsideOfTheShareDoesNotObey() {
		this.orders.put("a", Documents.with(forceOpen("inventory"), "share", "1"));
		assertThat(this.orders.status("a").reason()).isEqualTo("share: this instance is not among the 1 %");
		this.orders.put("a", Documents.with(forceOpen("inventory"), "share", "100"));
		assertThat(this.orders.states()).isEqualTo("a APPLIED");
	}

	@ParameterizedTest
	@ValueSource(strings = { "A", "-a", "a/b", "a b", "a_b", "", "<b>", "ä",
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" })
	void keyThatIsNoIdIsRejected(String id) {
		this.orders.put(id, forceOpen("inventory"));
		assertThat(this.orders.status(id).state()).isEqualTo(OverrideState.REJECTED);
		assertThat(this.orders.status(id).reason()).startsWith("id: write");
	}

	@Test
	void expiryIsAtMostSevenDaysAway() {
		this.orders.put("a", state("inventory", "force-open", "2026-11-30T00:00:02Z"));
		assertThat(this.orders.status("a").reason()).isEqualTo("expiry: write an instant within the next 7 days");
		this.orders.put("b", state("inventory", "force-open", "2026-11-30T00:00:00Z"));
		assertThat(this.orders.status("b").state()).isEqualTo(OverrideState.APPLIED);
		this.orders.put("c", state("pricing", "force-open", "+999999999-12-31T23:59:59Z"));
		assertThat(this.orders.status("c").state()).isEqualTo(OverrideState.REJECTED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "2026-11-22T23:59:59Z", "-999999999-01-01T00:00:00Z" })
	void overrideFromThePastHasExpired(String expiry) {
		this.orders.put("a", state("inventory", "force-open", expiry));
		assertThat(this.orders.status("a").state()).isEqualTo(OverrideState.EXPIRED);
		assertThat(this.orders.status("a").reason()).startsWith("expiry: ");
		assertThat(this.orders.state("inventory")).isEqualTo(State.CLOSED);
	}

	@Test
	void onlyTheYoungestAreRead() {
		List<OverrideKey> keys = IntStream.rangeClosed(1, 150)
			.mapToObj((i) -> new OverrideKey("o" + i, i, Documents.bytes(forceOpen("t" + i))))
			.toList();
		this.orders.overrides.update(keys);
		assertThat(this.orders.overrides.count(OverrideState.WAITING)).isEqualTo(100);
		assertThat(this.orders.status("o50").reason()).startsWith("too many");
		assertThat(this.orders.status("o51").state()).isEqualTo(OverrideState.WAITING);
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

	@Test
	void overridesSurviveARestartUntilTheyExpire() {
		OverridesFixture before = new OverridesFixture(this.directory).withBreakers("inventory");
		before.put("a", forceOpen("inventory"));
		before.put("bad", "{}");
		OverridesFixture after = new OverridesFixture(this.directory).withBreakers("inventory");
		assertThat(after.states()).isEqualTo("a WAITING");
		assertThat(after.state("inventory")).isEqualTo(State.FORCED_OPEN);
		after.pass(TEN_MINUTES);
		assertThat(after.state("inventory")).isEqualTo(State.HALF_OPEN);
		assertThat(new OverridesFixture(this.directory).states()).isEmpty();
	}

	@Test
	void deletedOverrideIsDeletedOnDiskToo() {
		OverridesFixture before = new OverridesFixture(this.directory).withBreakers("inventory");
		before.put("a", forceOpen("inventory"));
		before.delete("a");
		assertThat(new OverridesFixture(this.directory).states()).isEmpty();
	}

	@Test
	void wallClockThatIsWrongAfterARestartDoesNotProlongAnOverride() {
		new OverridesFixture(this.directory).put("a", forceOpen("inventory"));
		OverridesFixture after = new OverridesFixture(this.directory);
		after.setWallClock(Duration.ofDays(-3));
		after.overrides.start();
		after.pass(TEN_MINUTES);
		assertThat(after.states()).isEqualTo("a EXPIRED");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "null", "{\"version\":2,\"overrides\":[]}", "{\"version\":1}",
			"{\"version\":1,\"overrides\":[null]}", "{\"version\":1,\"overrides\":[{\"id\":\"a\",\"document\":\"%%\"}]}",
			"{\"version\":1,\"overrides\":[{\"id\":\"a\",\"document\":\"e30=\",\"seen\":\"x\"}]}" })
	void corruptFileIsAWarningAndNothingElse(String content, CapturedOutput output) throws Exception {
		Files.writeString(this.directory.resolve("resilience.overrides.json"), content);
		OverridesFixture fixture = new OverridesFixture(this.directory).withBreakers("inventory");
		assertThat(fixture.states()).isEmpty();
		assertThat(output).containsOnlyOnce("Ignoring the last overrides in ");
		fixture.put("a", forceOpen("inventory"));
		assertThat(new OverridesFixture(this.directory).states()).isEqualTo("a WAITING");
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
		assertThat(this.orders.dryRun.of("A", "{}").problems()).hasSizeGreaterThan(4).anyMatch((it) -> it.startsWith("id"));
		assertThat(this.orders.dryRun.of("a", state("x", "close", "2020-01-01T00:00:00Z")).problems())
			.containsExactly("expiry: write an instant within the next 7 days");
		DryRunView other = this.orders.dryRun.of("a", forceOpen("inventory").replace("orders", "storefront"));
		assertThat(other.valid()).isTrue();
		assertThat(other.selected()).isFalse();
		assertThat(other.reason()).contains("selector.application");
	}

}
