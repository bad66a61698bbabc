package io.github.resiliencestarter.diagnostics;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class MixedVersionsVerifierTests {

	private final MockEnvironment environment = new MockEnvironment();

	/**
	 * Two classes of different versions that are on the classpath for certain: one of
	 * Resilience4j, one of Spring Boot.
	 */
	private final MixedVersionsVerifier mixed = new MixedVersionsVerifier(Map.of("resilience4j-circuitbreaker",
			CircuitBreaker.class.getName(), "resilience4j-old", SpringApplication.class.getName()));

	@Test
	void ourOwnClassPathHasOneVersion() {
		assertThat(new MixedVersionsVerifier().versions()).hasSize(13);
		assertThatNoException().isThrownBy(
				() -> new MixedVersionsVerifier().postProcessEnvironment(this.environment, new SpringApplication()));
	}

	@Test
	void refusesAMix() {
		assertThatExceptionOfType(MixedVersionsException.class)
			.isThrownBy(() -> this.mixed.postProcessEnvironment(this.environment, new SpringApplication()))
			.withMessageContaining("resilience4j-old=4.");
	}

	@Test
	void saysNothingWhenTheStarterIsSwitchedOff() {
		this.environment.setProperty("resilience.enabled", "false");
		assertThatNoException()
			.isThrownBy(() -> this.mixed.postProcessEnvironment(this.environment, new SpringApplication()));
	}

	@Test
	void modulesThatAreMissingDoNotCount() {
		MixedVersionsVerifier verifier = new MixedVersionsVerifier(
				Map.of("resilience4j-circuitbreaker", CircuitBreaker.class.getName(), "none", "example.NoSuchClass"));
		assertThatNoException()
			.isThrownBy(() -> verifier.postProcessEnvironment(this.environment, new SpringApplication()));
	}

	@Test
	void reportNamesTheModulesAndTheImportThatMendsIt() {
		Map<String, String> versions = new LinkedHashMap<>();
		versions.put("resilience4j-spring-boot4", "2.4.0");
		versions.put("resilience4j-retry", "2.3.0");
		FailureAnalysis analysis = new MixedVersionsFailureAnalyzer().analyze(new MixedVersionsException(versions));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription())
			.contains("    resilience4j-spring-boot4 2.4.0\n    resilience4j-retry 2.3.0");
		assertThat(analysis.getAction())
			.startsWith("Import Resilience4j's BOM before Spring Cloud's," + " so that all of them are 2.4.0:")
			.contains("<artifactId>resilience4j-bom</artifactId>\n          <version>2.4.0</version>");
	}

}
