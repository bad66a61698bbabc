package io.github.resiliencestarter.diagnostics;

import io.github.resiliencestarter.StarterContext;
import org.assertj.core.api.AbstractStringAssert;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Report of the startup checks about an application, of which they need only the
 * configuration and the bean definitions.
 */
public final class Diagnosis {

	private static final String BEGIN = "Startup checks of resilience-starter:\n\n";

	private static final String END = "\n\nIf a setting is intentional: resilience.diagnostics.rules.<rule>=off";

	private Diagnosis() {
	}

	public static ApplicationContextRunner of(Class<?>... configuration) {
		return StarterContext.bareRunner()
			.withConfiguration(AutoConfigurations.of(DiagnosticsAutoConfiguration.class))
			.withUserConfiguration(configuration);
	}

	/**
	 * Assert on the text of the failure analysis.
	 */
	public static AbstractStringAssert<?> assertErrors(AssertableApplicationContext context) {
		Throwable failure = context.getStartupFailure();
		assertThat(failure).isNotNull();
		FailureAnalysis analysis = new FindingsFailureAnalyzer().analyze(failure);
		assertThat(analysis).isNotNull();
		return assertThat(analysis.getDescription());
	}

	/**
	 * Assert on the one warning in the log.
	 */
	public static AbstractStringAssert<?> assertWarnings(AssertableApplicationContext context, CapturedOutput output) {
		assertThat(context).hasNotFailed();
		String log = output.getOut();
		assertThat(log).containsOnlyOnce(BEGIN).contains(END);
		return assertThat(log.substring(log.indexOf(BEGIN) + BEGIN.length(), log.indexOf(END)));
	}

	public static void assertNothing(AssertableApplicationContext context, CapturedOutput output) {
		assertThat(context).hasNotFailed();
		assertThat(output.getOut()).doesNotContain("Startup check");
	}

}
