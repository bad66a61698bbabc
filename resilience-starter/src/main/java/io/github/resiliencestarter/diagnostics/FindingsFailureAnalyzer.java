package io.github.resiliencestarter.diagnostics;

import java.util.stream.Collectors;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Failure analyzer for {@link FindingsException}: all findings in one text.
 */
final class FindingsFailureAnalyzer extends AbstractFailureAnalyzer<FindingsException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, FindingsException cause) {
		return new FailureAnalysis(description(cause), action(cause), cause);
	}

	/**
	 * Return the whole report as one text.
	 */
	static String text(FindingsException cause) {
		return description(cause) + "\n\n" + action(cause);
	}

	private static String description(FindingsException cause) {
		int count = cause.findings().size();
		String found = (count == 1) ? "a mistake" : count + " mistakes";
		return "resilience-starter found " + found + ":\n\n" + Report.of(cause.findings());
	}

	private static String action(FindingsException cause) {
		String rules = cause.findings()
			.stream()
			.map((finding) -> DiagnosticsProperties.PREFIX + ".rules." + finding.rule().id() + "=warn")
			.distinct()
			.collect(Collectors.joining(", "));
		return "Change what the report lists. To start anyway, set " + rules;
	}

}
