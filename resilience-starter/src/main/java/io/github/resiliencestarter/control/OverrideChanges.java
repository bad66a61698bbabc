package io.github.resiliencestarter.control;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resiliencestarter.control.Evaluation.Claimed;
import io.github.resiliencestarter.engines.Engines;
import io.github.resiliencestarter.engines.HeldStates;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Changes that overrides make, and that are undone when they end. Each change is one line
 * in the log. Used by one thread at a time.
 */
final class OverrideChanges {

	private static final Log logger = LogFactory.getLog(OverrideChanges.class);

	private final Engines engines;

	private final HeldStates held;

	private final OverrideBreakers breakers;

	private final SettingsLayer layer;

	private final Map<OverrideKey, String> rejected = new HashMap<>();

	private final Set<String> holders = new HashSet<>();

	private Map<String, Claimed> settings = Map.of();

	private List<OverrideStatus> candidates = List.of();

	private int revision;

	OverrideChanges(Engines engines, HeldStates held, OverrideBreakers breakers, SettingsLayer layer) {
		this.engines = engines;
		this.held = held;
		this.breakers = breakers;
		this.layer = layer;
	}

	/**
	 * Returns the names of all circuit breakers.
	 */
	Set<String> names() {
		Set<String> names = new TreeSet<>();
		this.engines.circuitBreakers().all().forEach((breaker) -> names.add(breaker.getName()));
		return names;
	}

	/**
	 * Makes and undoes changes, so that exactly those of the overrides are in effect.
	 * @param evaluator decides which overrides are in force; those are given to it whose
	 * settings have been rejected, with the reason
	 * @return what is in effect
	 */
	Evaluation apply(Function<Map<OverrideKey, String>, Evaluation> evaluator) {
		reconsider(evaluator.apply(Map.of()));
		Evaluation evaluation = evaluator.apply(this.rejected);
		while (!applySettings(evaluation)) {
			evaluation = evaluator.apply(this.rejected);
		}
		this.breakers.claim(evaluation.states());
		this.engines.circuitBreakers().all().forEach(this.breakers::hold);
		release(evaluation);
		return evaluation;
	}

	// So that the same overrides have the same effect, no matter how they arrived
	private void reconsider(Evaluation evaluation) {
		int revision = this.layer.revision();
		List<OverrideStatus> candidates = evaluation.statuses()
			.stream()
			.filter((status) -> status.document() == null || status.document().state() == null)
			.toList();
		if (revision != this.revision || !candidates.equals(this.candidates)) {
			this.rejected.clear();
		}
		this.revision = revision;
		this.candidates = candidates;
	}

	private void release(Evaluation evaluation) {
		Map<String, StateClaim> claims = new HashMap<>();
		evaluation.states().forEach((claim) -> claims.put(claim.id(), claim));
		Set<String> known = new HashSet<>(this.holders);
		known.addAll(claims.keySet());
		for (String id : known) {
			StateClaim claim = claims.get(id);
			Set<String> names = this.held.namesOf(StateClaim.holder(id));
			for (String name : names) {
				if (claim == null || !claim.matches(name)) {
					release(id, name, cause(evaluation, id));
				}
			}
		}
		this.holders.clear();
		this.holders.addAll(claims.keySet());
	}

	private void release(String id, String name, String cause) {
		CircuitBreaker breaker = this.engines.circuitBreakers()
			.find(name)
			.or(() -> this.breakers.find(name))
			.orElse(null);
		State before = (breaker != null) ? breaker.getState() : null;
		try {
			this.held.release(name, StateClaim.holder(id), breaker);
		}
		catch (RuntimeException ex) {
			logger.warn("A listener of circuit breaker '%s' failed while an override ended"
				.formatted(OperatorText.oneLine(name)), ex);
		}
		logger.info("Override '%s' no longer holds circuit breaker '%s' (%s), was %s, now %s".formatted(id,
				OperatorText.oneLine(name), cause, before, (breaker != null) ? breaker.getState() : "removed"));
	}

	private static String cause(Evaluation evaluation, String id) {
		return evaluation.statuses()
			.stream()
			.filter((status) -> status.id().equals(id))
			.map((status) -> switch (status.state()) {
				case EXPIRED -> "expired";
				case REJECTED -> "rejected: " + status.reason();
				case NOT_SELECTED -> "this instance is no longer selected";
				case SUPERSEDED -> "superseded by '" + status.by() + "'";
				case APPLIED, WAITING -> "changed";
			})
			.findFirst()
			.orElse("deleted");
	}

	/**
	 * Replaces the settings, or finds out which override is to be rejected. What has been
	 * rejected stays so until the overrides or the environment change.
	 */
	private boolean applySettings(Evaluation evaluation) {
		Map<String, Claimed> wanted = new LinkedHashMap<>(evaluation.settings());
		if (valuesOf(wanted).equals(valuesOf(this.settings))) {
			this.settings = wanted;
			return true;
		}
		Map<String, String> before = current(wanted);
		if (isEndInInvalidEnvironment(wanted)) {
			this.layer.reduce(wanted);
		}
		else {
			String problem = this.layer.apply(wanted);
			if (problem != null) {
				reject(evaluation, problem);
				return false;
			}
		}
		log(before, wanted, evaluation);
		this.settings = wanted;
		return true;
	}

	// An end must not fail because something else is invalid
	private boolean isEndInInvalidEnvironment(Map<String, Claimed> wanted) {
		return wanted.entrySet().stream().allMatch(this::isInEffect) && isEnvironmentInvalid()
				&& this.layer.preview(wanted).problem() != null;
	}

	private boolean isEnvironmentInvalid() {
		return this.layer.preview(Map.of()).problem() != null;
	}

	private boolean isInEffect(Map.Entry<String, Claimed> wanted) {
		Claimed setting = this.settings.get(wanted.getKey());
		return setting != null && setting.value().equals(wanted.getValue().value());
	}

	private void reject(Evaluation evaluation, String problem) {
		Map<String, Map<String, Claimed>> byId = new HashMap<>();
		evaluation.settings()
			.forEach((key, setting) -> byId.computeIfAbsent(setting.id(), (id) -> new HashMap<>()).put(key, setting));
		// If the environment itself is invalid, those that are in effect are not the
		// cause
		boolean invalid = isEnvironmentInvalid();
		Set<String> kept = new HashSet<>();
		byId.forEach((id, settings) -> {
			if (invalid && settings.entrySet().stream().allMatch(this::isInEffect)) {
				kept.add(id);
			}
		});
		List<OverrideKey> keys = new ArrayList<>(evaluation.inForce().values());
		keys.removeIf((key) -> !byId.containsKey(key.id()));
		keys.sort(Comparator.comparing((OverrideKey key) -> !kept.contains(key.id()))
			.thenComparingLong(OverrideKey::createIndex)
			.thenComparing(OverrideKey::id));
		Map<String, Claimed> accepted = new LinkedHashMap<>();
		for (OverrideKey key : keys) {
			accepted.putAll(byId.getOrDefault(key.id(), Map.of()));
			String reason = kept.contains(key.id()) ? null : this.layer.preview(accepted).problem();
			if (reason != null) {
				reject(key, reason);
				return;
			}
		}
		reject(keys.get(keys.size() - 1), problem);
	}

	private void reject(OverrideKey key, String reason) {
		this.rejected.put(key, "action.settings: " + reason);
	}

	private Map<String, String> current(Map<String, Claimed> wanted) {
		Set<String> keys = new TreeSet<>(wanted.keySet());
		keys.addAll(this.settings.keySet());
		Map<String, String> current = new TreeMap<>();
		keys.forEach((key) -> current.put(key, Objects.requireNonNullElse(this.layer.current(key), "(not set)")));
		return current;
	}

	private void log(Map<String, String> before, Map<String, Claimed> wanted, Evaluation evaluation) {
		before.forEach((key, value) -> {
			String now = Objects.requireNonNullElse(this.layer.current(key), "(not set)");
			Claimed setting = wanted.get(key);
			Claimed ended = this.settings.get(key);
			if (now.equals(value) && Objects.equals(setting, ended)) {
				return;
			}
			if (setting != null) {
				logger.info("Override '%s' of '%s' sets %s until %s, was %s, now %s: %s".formatted(setting.id(),
						setting.document().owner(), key, setting.document().end(), value, now,
						setting.document().reason()));
			}
			else if (ended != null) {
				logger.info("Override '%s' no longer sets %s (%s), was %s, now %s".formatted(ended.id(), key,
						cause(evaluation, ended.id()), value, now));
			}
		});
	}

	private static Map<String, String> valuesOf(Map<String, Claimed> settings) {
		Map<String, String> values = new TreeMap<>();
		settings.forEach((key, setting) -> values.put(key, setting.value()));
		return values;
	}

	/**
	 * Returns the override that sets a key.
	 * @param key the key
	 * @return its ID, empty if there is none
	 */
	Optional<String> setterOf(String key) {
		String canonical = ChangeableKey.canonical(key);
		return this.settings.entrySet()
			.stream()
			.filter((setting) -> ChangeableKey.canonical(setting.getKey()).equals(canonical))
			.map((setting) -> setting.getValue().id())
			.findFirst();
	}

	/**
	 * Returns the settings as they would be with one more override.
	 * @param id the ID of the override
	 * @param document its document
	 * @return the settings
	 */
	Map<String, Claimed> settingsWith(String id, OverrideDocument document) {
		Set<String> superseded = new HashSet<>(Set.of(id));
		Set<String> keys = new HashSet<>();
		document.settings().keySet().forEach((key) -> keys.add(ChangeableKey.canonical(key)));
		this.settings.forEach((key, setting) -> {
			if (keys.contains(ChangeableKey.canonical(key))) {
				superseded.add(setting.id());
			}
		});
		Map<String, Claimed> settings = new LinkedHashMap<>(this.settings);
		settings.values().removeIf((setting) -> superseded.contains(setting.id()));
		document.settings().forEach((key, value) -> settings.put(key, new Claimed(id, document, value)));
		return settings;
	}

	/**
	 * Returns a status with what changes on this instance have made of it since.
	 * @param status the status
	 * @return the status now
	 */
	OverrideStatus now(OverrideStatus status) {
		OverrideDocument document = status.document();
		if (status.state() != OverrideState.APPLIED || document == null || document.state() == null) {
			return status;
		}
		List<String> lost = new ArrayList<>();
		String by = null;
		for (String name : status.targets()) {
			Optional<String> holder = this.engines.circuitBreakers().find(name).flatMap(this.held::holderOf);
			if (!holder.equals(Optional.of(StateClaim.holder(status.id())))) {
				lost.add(name);
				by = holder.map(StateClaim::describe).orElse(by);
			}
		}
		if (lost.isEmpty()) {
			return status;
		}
		String reason = "changed on this instance: " + OperatorText.quoted(String.join(", ", lost), 200);
		return (lost.size() < status.targets().size()) ? status.with(OverrideState.APPLIED, reason, by)
				: status.with(OverrideState.SUPERSEDED, reason, (by != null) ? by : "a change on this instance");
	}

}
