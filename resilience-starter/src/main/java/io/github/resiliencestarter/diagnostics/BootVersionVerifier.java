package io.github.resiliencestarter.diagnostics;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.context.ApplicationListener;

/**
 * Verifier that the application runs on Spring Boot 4. With an earlier version, it would
 * not start because of a class that is missing, which does not say why.
 */
final class BootVersionVerifier implements ApplicationListener<ApplicationStartingEvent> {

	private final @Nullable String version;

	BootVersionVerifier() {
		this(SpringBootVersion.getVersion());
	}

	BootVersionVerifier(@Nullable String version) {
		this.version = version;
	}

	@Override
	public void onApplicationEvent(ApplicationStartingEvent event) {
		if (this.version != null && this.version.matches("[123]\\..*")) {
			throw new IllegalStateException(("resilience-starter needs Spring Boot 4, but this application runs on %s. "
					+ "Update Spring Boot, or remove resilience-starter")
				.formatted(this.version));
		}
	}

}
