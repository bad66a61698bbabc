package io.github.resiliencestarter.control;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.resiliencestarter.control.Evaluation.Claimed;
import io.github.resiliencestarter.reconfiguration.Reconfiguration;
import io.github.resiliencestarter.reconfiguration.ReconfigurationResult.Rejected;
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

	private final @Nullable Reconfiguration reconfiguration;

	private final Environment environment;

	ReconfigurationSettings(@Nullable Reconfiguration reconfiguration, Environment environment) {
		this.reconfiguration = reconfiguration;
		this.environment = environment;
	}

	@Override
	public @Nullable String apply(Map<String, Claimed> settings) {
		if (this.reconfiguration == null) {
			return settings.isEmpty() ? null : "settings cannot be changed, because resilience.reconfiguration.enabled"
					+ " is false on this instance";
		}
		return (this.reconfiguration.apply(valuesOf(settings)) instanceof Rejected rejected)
				? OperatorText.quoted(rejected.key() + ": " + rejected.reason(), 200) : null;
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
			return (name != null) ? Binder.get(this.environment).bind(name, Bindable.of(String.class)).orElse(null) : null;
		}
		catch (BindException ex) {
			return null;
		}
	}

}
