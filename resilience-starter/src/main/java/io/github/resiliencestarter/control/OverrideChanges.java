package io.github.resiliencestarter.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
		Evaluation evaluation = evaluator.apply(this.rejected);
		this.rejected.keySet().retainAll(evaluation.statuses().stream().map(OverrideStatus::key).toList());
		while (!applySettings(evaluation)) {
			evaluation = evaluator.apply(this.rejected);
		}
		this.breakers.claim(evaluation.states());
		this.engines.circuitBreakers().all().forEach(this.breakers::hold);
		release(evaluation);
		return evaluation;
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
		CircuitBreaker breaker = this.engines.circuitBreakers().find(name).orElse(null);
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
	 * rejected stays so until its document changes.
	 */
	private boolean applySettings(Evaluation evaluation) {
		Map<String, Claimed> wanted = new LinkedHashMap<>(evaluation.settings());
		if (valuesOf(wanted).equals(valuesOf(this.settings))) {
			this.settings = wanted;
			return true;
		}
		Map<String, String> before = current(wanted);
		String problem = this.layer.apply(wanted);
		if (problem != null && !wanted.isEmpty()) {
			reject(evaluation, problem);
			return false;
		}
		log(before, wanted, evaluation);
		this.settings = wanted;
		return true;
	}

	// Those that are in effect have precedence over new ones
	private void reject(Evaluation evaluation, String problem) {
		Map<String, Claimed> wanted = evaluation.settings();
		Set<String> ids = new LinkedHashSet<>();
		this.settings.values().forEach((setting) -> ids.add(setting.id()));
		wanted.values().forEach((setting) -> ids.add(setting.id()));
		ids.retainAll(wanted.values().stream().map(Claimed::id).toList());
		Map<String, Claimed> accepted = new LinkedHashMap<>();
		String last = "";
		for (String id : ids) {
			wanted.forEach((key, setting) -> {
				if (setting.id().equals(id)) {
					accepted.put(key, setting);
				}
			});
			last = id;
			String reason = this.layer.preview(accepted).problem();
			if (reason != null) {
				reject(evaluation, id, reason);
				return;
			}
		}
		reject(evaluation, last, problem);
	}

	private void reject(Evaluation evaluation, String id, String reason) {
		evaluation.statuses()
			.stream()
			.filter((status) -> status.id().equals(id))
			.forEach((status) -> this.rejected.put(status.key(), "action.settings: " + reason));
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
		Claimed setting = this.settings.get(key);
		return (setting != null) ? Optional.of(setting.id()) : Optional.empty();
	}

	/**
	 * Returns the settings as they would be with one more override.
	 * @param id the ID of the override
	 * @param document its document
	 * @return the settings
	 */
	Map<String, Claimed> settingsWith(String id, OverrideDocument document) {
		Set<String> superseded = new HashSet<>(Set.of(id));
		this.settings.forEach((key, setting) -> {
			if (document.settings().containsKey(key)) {
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
