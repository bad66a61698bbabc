package io.github.resiliencestarter.diagnostics;

import java.util.List;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Failure analyzer for {@link FindingsException}: all findings in one text.
 */
final class FindingsFailureAnalyzer extends AbstractFailureAnalyzer<FindingsException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, FindingsException cause) {
		List<Finding> findings = cause.findings();
		String description = (findings.size() == 1) ? "resilience-starter found a mistake:"
				: "resilience-starter found " + findings.size() + " mistakes:";
		String action = "Write what it says. To start nevertheless, make a rule a warning: "
				+ DiagnosticsProperties.PREFIX + ".rules." + findings.get(0).rule().id() + "=warn";
		return new FailureAnalysis(description + "\n\n" + Report.of(findings), action, cause);
	}

}
