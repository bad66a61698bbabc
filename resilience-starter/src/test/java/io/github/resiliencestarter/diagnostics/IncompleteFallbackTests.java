package io.github.resiliencestarter.diagnostics;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.github.resiliencestarter.diagnostics.Diagnosis.assertErrors;
import static io.github.resiliencestarter.diagnostics.Diagnosis.assertWarnings;

/**
 * Fallbacks of an annotated interface that only some implementations have.
 */
@ExtendWith(OutputCaptureExtension.class)
class IncompleteFallbackTests {

	private static final String FIXTURES = IncompleteFallbackTests.class.getName() + "$";

	@Test
	void fallbackThatOneImplementationOfTwoLacksIsAWarning(CapturedOutput output) {
		Diagnosis.of(WithFallback.class, WithoutFallback.class)
			.run((context) -> assertWarnings(context, output).isEqualTo("""
					1. %1$sWithoutFallback.call() (fallback-incomplete)
					   Its @CircuitBreaker has no fallback 'none': %1$sWithoutFallback has no method 'none'.
					   Write int none(Throwable)""".formatted(FIXTURES)));
	}

	@Test
	void fallbackThatAllImplementationsLackStopsTheStart() {
		Diagnosis.of(WithoutFallback.class)
			.run((context) -> assertErrors(context).contains("WithoutFallback.call() (fallback-signature)"));
	}

	@Test
	void fallbackThatAnImplementationThatIsNotKnownYetMayHaveIsAWarning(CapturedOutput output) {
		Diagnosis.of(MethodsCheckTests.Hidden.class, WithoutFallback.class)
			.run((context) -> assertWarnings(context, output).contains("(fallback-incomplete)"));
	}

	static class WithFallback implements MethodsCheckTests.HiddenPort {

		@Override
		public int call() {
			return 1;
		}

		@SuppressWarnings({ "UnusedMethod", "UnusedVariable" })
		private int none(Exception failure) {
			return 0;
		}

	}

	static class WithoutFallback implements MethodsCheckTests.HiddenPort {

		@Override
		public int call() {
			return 1;
		}

	}

}
