package io.github.resiliencestarter.diagnostics;

import java.util.List;

import io.github.resiliencestarter.StarterContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

@ExtendWith(OutputCaptureExtension.class)
class StartupChecksTests {

	@Test
	void applicationWithEverythingAutoConfiguredHasNoFinding(CapturedOutput output) {
		StarterContext.webRunner().run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(StartupChecks.class);
			assertThat(output).doesNotContain("Startup check");
		});
	}

	@Test
	void nothingIsMadeBeforeTheChecksAreThrough() {
		Diagnosis.of(Starting.class)
			.withPropertyValues("resilience.client.timeot=3s")
			.run((context) -> assertThat(context).getFailure().isInstanceOf(FindingsException.class));
	}

	@Test
	void analysisSaysHowToStartNevertheless() {
		Finding finding = new Finding(Rule.MISSPELLED_KEY, "a", "b", "c");
		Finding other = new Finding(Rule.FALLBACK_SIGNATURE, "d", "e", "f");
		FailureAnalysis analysis = new FindingsFailureAnalyzer()
			.analyze(new FindingsException(List.of(finding, other, finding)));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getAction()).isEqualTo("Change what the report lists. To start anyway, set "
				+ "resilience.diagnostics.rules.misspelled-key=warn, resilience.diagnostics.rules.fallback-signature=warn");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "self-invokation | There is no such rule. Did you mean 'self-invocation'?",
			"beauty | There is no such rule. The rules are fallback-signature, fallback-incomplete, fallback-under-retry, last-good-answer, unresolved-placeholder, annotation-ignored, unsupported-type, annotation-without-aspectj, self-invocation, retry-on-post, retry-of-rejection, retry-beyond-timeout, timeout-beyond-deadline, minimum-beyond-window, misspelled-key, unknown-key, outdated-key, misspelled-instance, ambiguous-instance." })
	void ruleThatDoesNotExistStopsTheStart(String rule, String advice) {
		Diagnosis.of()
			.withPropertyValues("resilience.diagnostics.rules." + rule + "=off")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.asInstanceOf(type(InvalidConfigurationPropertyValueException.class))
				.returns("resilience.diagnostics.rules." + rule, InvalidConfigurationPropertyValueException::getName)
				.returns(advice, InvalidConfigurationPropertyValueException::getReason));
	}

	@Test
	void checkThatFailsStopsNeitherTheStartNorTheOtherChecks(CapturedOutput output) {
		StarterContext.bareRunner().withUserConfiguration(BrokenCheck.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains("A startup check failed", "broken", "found by another check");
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Starting {

		@Bean
		SmartLifecycle lifecycle() {
			throw new IllegalStateException("made before the checks were through");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BrokenCheck {

		@Bean
		static StartupChecks brokenCheck(Environment environment) {
			Check check = () -> {
				throw new IllegalStateException("broken");
			};
			Check other = () -> List.of(new Finding(Rule.UNKNOWN_KEY, "a", "found by another check", "b"));
			return new StartupChecks(environment, (beanFactory) -> List.of(check, other));
		}

	}

}
