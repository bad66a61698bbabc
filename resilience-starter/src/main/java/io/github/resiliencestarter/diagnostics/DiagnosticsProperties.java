package io.github.resiliencestarter.diagnostics;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.resiliencestarter.targets.NearestName;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Startup rules.
 *
 * @param enabled Whether mistakes that would otherwise show only at run time are reported
 * at startup.
 * @param rules Severity (error, warn, off) of a rule, by its name, such as
 * self-invocation.
 * @param bytecode Rules that read bytecode.
 */
@ConfigurationProperties(DiagnosticsProperties.PREFIX)
record DiagnosticsProperties(@DefaultValue("true") boolean enabled, @DefaultValue Map<String, Severity> rules,
		@DefaultValue Bytecode bytecode) {

	static final String PREFIX = "resilience.diagnostics";

	DiagnosticsProperties {
		rules.forEach((name, severity) -> {
			if (Arrays.stream(Rule.values()).noneMatch((rule) -> uniform(rule.id()).equals(uniform(name)))) {
				throw new InvalidConfigurationPropertyValueException(PREFIX + ".rules." + name, severity, advice(name));
			}
		});
	}

	private static String advice(String name) {
		List<String> names = Arrays.stream(Rule.values()).map(Rule::id).toList();
		return "There is no such rule. " + NearestName.of(name, names)
			.map((nearest) -> "Did you mean '" + nearest + "'?")
			.orElseGet(() -> names.stream().collect(Collectors.joining(", ", "The rules are ", ".")));
	}

	Severity severityOf(Rule rule) {
		return this.rules.entrySet()
			.stream()
			.filter((entry) -> uniform(entry.getKey()).equals(uniform(rule.id())))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(rule.severity());
	}

	private static String uniform(String name) {
		return name.replace("-", "").toLowerCase(Locale.ROOT);
	}

	/**
	 * Rules that read bytecode.
	 *
	 * @param enabled Whether the rules that read the bytecode of beans are checked:
	 * self-invocation and retry-on-post.
	 */
	record Bytecode(@DefaultValue("true") boolean enabled) {

	}

}
