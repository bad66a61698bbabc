package io.github.resiliencestarter.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Decision which overrides are in force. Of two that determine the same thing, the
 * younger wins: for states, circuit breaker by circuit breaker; for settings, the older
 * one is superseded as a whole.
 */
final class Evaluation {

	/**
	 * Maximum number of overrides.
	 */
	static final int MAX_OVERRIDES = 100;

	private final OwnInstance instance;

	private final Set<String> breakers;

	private final List<OverrideStatus> statuses = new ArrayList<>();

	private final List<StateClaim> states = new ArrayList<>();

	private final Map<String, Claimed> settings = new LinkedHashMap<>();

	private final Map<String, OverrideKey> inForce = new LinkedHashMap<>();

	private final Map<String, Claimed> claimed = new HashMap<>();

	private final Map<OverrideKey, String> rejected;

	private Evaluation(OwnInstance instance, Set<String> breakers, Map<OverrideKey, String> rejected) {
		this.instance = instance;
		this.breakers = breakers;
		this.rejected = rejected;
	}

	/**
	 * Evaluates all overrides.
	 * @param overrides the overrides, the youngest first
	 * @param instance this instance
	 * @param breakers the names of all circuit breakers
	 * @param rejected why overrides cannot take effect although they are valid
	 * @return the evaluation
	 */
	static Evaluation of(List<TrackedOverride> overrides, OwnInstance instance, Set<String> breakers,
			Map<OverrideKey, String> rejected) {
		Evaluation evaluation = new Evaluation(instance, breakers, rejected);
		for (int i = 0; i < overrides.size(); i++) {
			TrackedOverride override = overrides.get(i);
			evaluation.statuses
				.add((i < MAX_OVERRIDES) ? evaluation.evaluate(override) : override.status(OverrideState.REJECTED,
						"too many: only the youngest %d overrides are read".formatted(MAX_OVERRIDES)));
		}
		return evaluation;
	}

	List<OverrideStatus> statuses() {
		return this.statuses;
	}

	/**
	 * Returns the overrides that hold states, the youngest first.
	 */
	List<StateClaim> states() {
		return this.states;
	}

	/**
	 * Returns the settings to change.
	 */
	Map<String, Claimed> settings() {
		return this.settings;
	}

	/**
	 * Returns the documents that are in force by ID, also if a later version has been
	 * rejected.
	 */
	Map<String, OverrideKey> inForce() {
		return this.inForce;
	}

	private OverrideStatus evaluate(TrackedOverride override) {
		OverrideDocument document = override.document();
		String problem = override.problem();
		if (problem != null || document == null) {
			return rejected(override, problem);
		}
		if (override.hasEnded()) {
			return override.status(OverrideState.EXPIRED, "expiry: it ended at " + document.end());
		}
		String mismatch = mismatch(override.key().id(), document, this.instance);
		if (mismatch != null) {
			return override.status(OverrideState.NOT_SELECTED, mismatch);
		}
		String rejection = this.rejected.get(override.key());
		if (rejection != null) {
			return rejected(override, rejection);
		}
		OverrideStatus status = (document.state() != null) ? ofState(override, document)
				: ofSettings(override, document);
		if (status.state().isInForce()) {
			this.inForce.put(status.id(), status.key());
		}
		return status;
	}

	private OverrideStatus rejected(TrackedOverride override, @Nullable String reason) {
		TrackedOverride previous = override.previous();
		OverrideStatus kept = (previous != null) ? evaluate(previous) : null;
		if (kept == null || !kept.state().isInForce()) {
			return override.status(OverrideState.REJECTED, reason);
		}
		return new OverrideStatus(override.key(), override.document(), OverrideState.REJECTED,
				reason + "; the previous version stays in force", null, kept.targets());
	}

	static @Nullable String mismatch(String id, OverrideDocument document, OwnInstance instance) {
		String mismatch = document.selector().mismatch(instance);
		return (mismatch != null || instance.isIn(id, document.share())) ? mismatch
				: "share: this instance is not among the %d %%".formatted(document.share());
	}

	private OverrideStatus ofState(TrackedOverride override, OverrideDocument document) {
		StateClaim claim = new StateClaim(override.key().id(), document);
		Set<String> winners = new LinkedHashSet<>();
		List<String> targets = new ArrayList<>();
		for (String breaker : this.breakers) {
			if (claim.matches(breaker)) {
				this.states.stream()
					.filter((younger) -> younger.matches(breaker))
					.findFirst()
					.ifPresentOrElse((younger) -> winners.add(younger.id()), () -> targets.add(breaker));
			}
		}
		this.states.add(claim);
		String by = winners.isEmpty() ? null : winners.iterator().next();
		if (!targets.isEmpty()) {
			return new OverrideStatus(override.key(), document, OverrideState.APPLIED, null, null, targets);
		}
		return (by != null)
				? new OverrideStatus(override.key(), document, OverrideState.SUPERSEDED, "a younger override wins", by,
						targets)
				: new OverrideStatus(override.key(), document, OverrideState.WAITING,
						"there is no circuit breaker of this name yet", null, targets);
	}

	private OverrideStatus ofSettings(TrackedOverride override, OverrideDocument document) {
		Set<String> targets = new TreeSet<>();
		for (String key : document.settings().keySet()) {
			Claimed younger = this.claimed.get(ChangeableKey.canonical(key));
			if (younger != null) {
				return new OverrideStatus(override.key(), document, OverrideState.SUPERSEDED,
						"a younger override sets " + key, younger.id(), List.of());
			}
			String name = ChangeableKey.nameIn(key);
			targets.add((name != null) ? name : "*");
		}
		document.settings().forEach((key, value) -> {
			Claimed setting = new Claimed(override.key().id(), document, value);
			this.settings.put(key, setting);
			this.claimed.put(ChangeableKey.canonical(key), setting);
		});
		return new OverrideStatus(override.key(), document, OverrideState.APPLIED, null, null, List.copyOf(targets));
	}

	/**
	 * Setting of an override.
	 *
	 * @param id the ID of the override
	 * @param document its document
	 * @param value the value
	 */
	record Claimed(String id, OverrideDocument document, String value) {

	}

}
