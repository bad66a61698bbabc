package io.github.resiliencestarter.control;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.resiliencestarter.control.Evaluation.Claimed;
import io.github.resiliencestarter.control.DryRunView.ChangeView;
import io.github.resiliencestarter.reconfiguration.Reconfiguration;
import io.github.resiliencestarter.reconfiguration.ReconfigurationLayer;
import io.github.resiliencestarter.reconfiguration.ReconfigurationResult;
import io.github.resiliencestarter.reconfiguration.ReconfigurationResult.Rejected;
import io.github.resiliencestarter.reconfiguration.ReconfigurationResult.Valid;
import io.github.resiliencestarter.targets.SettingChange;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.StringNode;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

/**
 * {@link SettingsLayer} that changes settings without a restart.
 */
final class ReconfigurationSettings implements SettingsLayer {

	private static final String DISABLED = "settings cannot be changed, because resilience.reconfiguration.enabled is "
			+ "false on this instance";

	private final @Nullable Reconfiguration reconfiguration;

	private final Environment environment;

	ReconfigurationSettings(@Nullable Reconfiguration reconfiguration, Environment environment) {
		this.reconfiguration = reconfiguration;
		this.environment = environment;
	}

	@Override
	public @Nullable String apply(Map<String, Claimed> settings) {
		if (this.reconfiguration == null) {
			return settings.isEmpty() ? null : DISABLED;
		}
		return (this.reconfiguration.apply(ReconfigurationLayer.OVERRIDES,
				valuesOf(settings)) instanceof Rejected rejected) ? describe(rejected) : null;
	}

	@Override
	public void reduce(Map<String, Claimed> remaining) {
		if (this.reconfiguration != null) {
			this.reconfiguration.reduce(ReconfigurationLayer.OVERRIDES, valuesOf(remaining));
		}
	}

	@Override
	public int revision() {
		return (this.reconfiguration != null) ? this.reconfiguration.changes() : 0;
	}

	@Override
	public Preview preview(Map<String, Claimed> settings) {
		if (this.reconfiguration == null) {
			return new Preview(DISABLED, List.of());
		}
		ReconfigurationResult result = this.reconfiguration.validate(ReconfigurationLayer.OVERRIDES,
				valuesOf(settings));
		if (result instanceof Rejected rejected) {
			return new Preview(describe(rejected), List.of());
		}
		return new Preview(null, (result instanceof Valid valid)
				? valid.changes().stream().map(ReconfigurationSettings::view).toList() : List.of());
	}

	private static String describe(Rejected rejected) {
		return OperatorText.quoted(rejected.key() + ": " + rejected.reason(), 200);
	}

	private static ChangeView view(SettingChange change) {
		return new ChangeView(null, OperatorText.oneLine(change.key()),
				(change.before() != null) ? change.before().toString() : null,
				(change.after() != null) ? change.after().toString() : "(not set)");
	}

	private static Map<String, String> valuesOf(Map<String, Claimed> settings) {
		Map<String, String> values = new HashMap<>();
		settings.forEach((key, setting) -> values.put(key, setting.value()));
		return values;
	}

	@Override
	public @Nullable String current(String key) {
		ChangeableKey setting = ChangeableKey.find(key).orElseThrow();
		return Stream.concat(Stream.of(key), inherited(key, setting))
			.map(this::bound)
			.filter(Objects::nonNull)
			.map((value) -> normalized(setting, Objects.requireNonNull(value)))
			.findFirst()
			.orElse(null);
	}

	private static Stream<String> inherited(String key, ChangeableKey setting) {
		List<String> all = setting.forAll().equals(key) ? List.of() : List.of(setting.forAll());
		return all.stream();
	}

	private static String normalized(ChangeableKey setting, String value) {
		String normalized = setting.rule().normalize(StringNode.valueOf(value));
		return (normalized != null) ? normalized : value;
	}

	private @Nullable String bound(String key) {
		ConfigurationPropertyName name = ConfigurationPropertyName.ofIfValid(key);
		try {
			return (name != null) ? Binder.get(this.environment).bind(name, Bindable.of(String.class)).orElse(null)
					: null;
		}
		catch (BindException ex) {
			return null;
		}
	}

}
