package io.github.resiliencestarter.diagnostics;

import java.util.Map;
import java.util.stream.Collectors;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Failure analyzer for {@link MixedVersionsException}.
 */
final class MixedVersionsFailureAnalyzer extends AbstractFailureAnalyzer<MixedVersionsException> {

	private static final String WANTED = "resilience4j-spring-boot4";

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MixedVersionsException cause) {
		Map<String, String> versions = cause.versions();
		String description = """
				Modules of Resilience4j of different versions are on the classpath:

				%s

				They do not work together. The usual reason is Spring Cloud's BOM, which manages an older Resilience4j \
				than resilience-starter brings.""".formatted(versions.entrySet()
			.stream()
			.map((entry) -> "    " + entry.getKey() + " " + entry.getValue())
			.collect(Collectors.joining("\n")));
		return new FailureAnalysis(description, action(versions), cause);
	}

	private String action(Map<String, String> versions) {
		String wanted = versions.getOrDefault(WANTED, versions.values().stream().max(String::compareTo).orElse(""));
		return """
				Import Resilience4j's BOM before Spring Cloud's, so that all of them are %s:

				    <dependencyManagement>
				      <dependencies>
				        <dependency>
				          <groupId>io.github.resilience4j</groupId>
				          <artifactId>resilience4j-bom</artifactId>
				          <version>%s</version>
				          <type>pom</type>
				          <scope>import</scope>
				        </dependency>
				        <!-- then spring-cloud-dependencies -->""".formatted(wanted, wanted);
	}

}
