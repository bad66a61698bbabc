package io.github.resiliencestarter.diagnostics;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.event.ApplicationStartingEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link BootVersionVerifier}.
 */
class BootVersionVerifierTests {

	@Test
	void springBoot3IsRejectedWithBothVersions() {
		assertThatIllegalStateException().isThrownBy(() -> verify("3.5.7"))
			.withMessage("resilience-starter needs Spring Boot 4, but this application runs on 3.5.7. "
					+ "Update Spring Boot, or remove resilience-starter");
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "4.0.0", "4.0.9", "4.1.2", "5.0.0-M1", "10.0.0" })
	void laterVersionsStart(@Nullable String version) {
		verify(version);
	}

	@Test
	void isAskedBeforeAnythingElse() {
		assertThat(new SpringApplication().getListeners())
			.anyMatch((listener) -> listener instanceof BootVersionVerifier);
		verify(SpringBootVersion.getVersion());
	}

	private static void verify(@Nullable String version) {
		new BootVersionVerifier(version).onApplicationEvent(
				new ApplicationStartingEvent(new DefaultBootstrapContext(), new SpringApplication(), new String[0]));
	}

}
