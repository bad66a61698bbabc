package io.github.resiliencestarter.control;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resiliencestarter.control.DryRunView.ChangeView;
import io.github.resiliencestarter.discovery.DiscoveryTime;
import io.github.resiliencestarter.engines.Engines;

/**
 * Dry run of an override: says what it would change, and changes nothing.
 */
final class DryRun {

	private final Overrides overrides;

	private final OverrideBreakers breakers;

	private final Engines engines;

	private final SettingsLayer layer;

	private final DiscoveryTime time;

	DryRun(Overrides overrides, OverrideBreakers breakers, Engines engines, SettingsLayer layer, DiscoveryTime time) {
		this.overrides = overrides;
		this.breakers = breakers;
		this.engines = engines;
		this.layer = layer;
		this.time = time;
	}

	/**
	 * Returns the effect of a document.
	 * @param id the ID of the override
	 * @param text the document
	 * @return the effect
	 */
	DryRunView of(String id, String text) {
		DocumentReader.Read read = DocumentReader.read(text.getBytes(StandardCharsets.UTF_8));
		List<String> problems = new ArrayList<>(read.problems());
		if (!TrackedOverride.ID.matcher(id).matches()) {
			problems.add(0, TrackedOverride.ID_PROBLEM);
		}
		OverrideDocument document = read.document();
		Instant expiry = (document != null) ? document.expiry() : null;
		if (expiry != null) {
			Instant now = this.time.clock().instant();
			Lifetime lifetime = Lifetime.of(expiry, now, this.time);
			if (!expiry.isAfter(now) || lifetime.isTooLong()) {
				problems.add("expiry: write an instant within the next 7 days");
			}
		}
		if (document == null || !problems.isEmpty()) {
			return new DryRunView(false, problems, false, null, List.of(), 0);
		}
		String mismatch = Evaluation.mismatch(id, document, this.overrides.instance());
		return (mismatch != null) ? new DryRunView(true, problems, false, mismatch, List.of(), 0)
				: (document.state() != null) ? ofState(id, document) : ofSettings(id, document);
	}

	private DryRunView ofState(String id, OverrideDocument document) {
		StateClaim claim = new StateClaim(id, document);
		List<ChangeView> changes = new ArrayList<>();
		long rejected = 0;
		for (String name : this.overrides.names()) {
			CircuitBreaker breaker = this.engines.circuitBreakers().find(name).orElse(null);
			if (breaker != null && claim.matches(name)) {
				changes.add(new ChangeView(OperatorText.oneLine(name), "circuit breaker", breaker.getState().name(),
						claim.state().name()));
				rejected += (document.state() == StateAction.FORCE_OPEN) ? this.breakers.callsOfLastMinute(name) : 0;
			}
		}
		return new DryRunView(true, List.of(), true,
				changes.isEmpty() ? "there is no circuit breaker of this name yet" : null, changes, rejected);
	}

	private DryRunView ofSettings(String id, OverrideDocument document) {
		SettingsLayer.Preview preview = this.layer.preview(this.overrides.settingsWith(id, document));
		if (preview.problem() != null) {
			return new DryRunView(false, List.of("action.settings: " + preview.problem() + "; write other values"),
					true, null, List.of(), 0);
		}
		List<ChangeView> changes = new ArrayList<>(preview.changes());
		Set<String> shown = new HashSet<>();
		changes.forEach((change) -> shown.add(change.what()));
		document.settings().forEach((key, value) -> {
			String before = this.layer.current(key);
			if (!Objects.equals(before, value) && !shown.contains(key)) {
				changes.add(new ChangeView(null, key, before, value));
			}
		});
		return new DryRunView(true, List.of(), true, changes.isEmpty() ? "these values are set already" : null, changes,
				0);
	}

}
