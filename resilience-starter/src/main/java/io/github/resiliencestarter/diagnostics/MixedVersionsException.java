package io.github.resiliencestarter.diagnostics;

import java.util.Map;

/**
 * Exception thrown when the modules of Resilience4j on the classpath have different
 * versions.
 */
final class MixedVersionsException extends RuntimeException {

	private final transient Map<String, String> versions;

	MixedVersionsException(Map<String, String> versions) {
		super("Modules of Resilience4j of different versions are on the classpath: " + versions);
		this.versions = versions;
	}

	Map<String, String> versions() {
		return this.versions;
	}

}
