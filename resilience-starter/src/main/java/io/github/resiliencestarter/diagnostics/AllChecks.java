package io.github.resiliencestarter.diagnostics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerProperties;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * List of the start-up checks, in the order of the report.
 */
final class AllChecks {

	private static final String OURS = "resilience";

	private static final String RESILIENCE4J = "resilience4j";

	private AllChecks() {
	}

	static List<Check> of(Environment environment, ConfigurableListableBeanFactory beanFactory) {
		List<Check> checks = new ArrayList<>();
		addKeys(checks, environment);
		return checks;
	}

	private static void addKeys(List<Check> checks, Environment environment) {
		List<ConfigurationKey> resilience4j = ConfigurationKey.below(environment, RESILIENCE4J);
		Optional<KnownKeys> theirs = KnownKeysReader.read(CircuitBreakerProperties.class);
		theirs.ifPresent((known) -> {
			checks.add(new KeysCheck(resilience4j, known));
			checks.add(new OutdatedKeysCheck(resilience4j, known));
		});
		Optional<KnownKeys> ours = KnownKeysReader.read(AllChecks.class);
		ours.ifPresent((known) -> {
			known.at(OURS).children().values().forEach(KnownKeys::repeatBelowAnyName);
			checks.add(new KeysCheck(ConfigurationKey.below(environment, OURS), known));
		});
	}

}
