package io.github.resiliencestarter.diagnostics;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import static io.github.resiliencestarter.diagnostics.Diagnosis.assertErrors;
import static io.github.resiliencestarter.diagnostics.Diagnosis.assertWarnings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

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

	@Test
	void fallbackThatOneSubclassOfTwoLacksIsAWarning(CapturedOutput output) {
		Diagnosis.of(Complete.class, Incomplete.class)
			.run((context) -> assertWarnings(context, output).contains("Incomplete.call() (fallback-incomplete)"));
	}

	@Test
	void fallbackThatDoesNotFitInOneImplementationIsAWarning(CapturedOutput output) {
		Diagnosis.of(WithFallback.class, Misfit.class)
			.run((context) -> assertWarnings(context, output).contains("Misfit.call() (fallback-incomplete)"));
	}

	@Test
	void decoratorOfAnImplementationNeedsNoFallback(CapturedOutput output) {
		Diagnosis.of(Decorated.class).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("(fallback-signature)");
	}

	@Test
	void mocksAndLambdasNeedNoFallback(CapturedOutput output) {
		Diagnosis.of(Mocked.class).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("(fallback-signature)");
	}

	@Test
	void fallbackOfAClassThatOneOfTwoSubclassesHidesIsFound(CapturedOutput output) {
		Diagnosis.of(Inheriting.class).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("Startup check");
	}

	abstract static class Base {

		@CircuitBreaker(name = "base", fallbackMethod = "none")
		public int call() {
			return 1;
		}

	}

	@SuppressWarnings({ "UnusedMethod", "UnusedVariable" })
	static class Complete extends Base {

		private int none(Throwable failure) {
			return 0;
		}

	}

	static class Incomplete extends Base {

	}

	static class Inheriting extends Complete {

	}

	@SuppressWarnings({ "UnusedMethod", "UnusedVariable" })
	static class Misfit implements MethodsCheckTests.HiddenPort {

		@Override
		public int call() {
			return 1;
		}

		private String none(String what, Throwable failure) {
			return what;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Decorated {

		@Bean
		WithFallback original() {
			return new WithFallback();
		}

		@Bean
		@Primary
		MethodsCheckTests.HiddenPort decorator(WithFallback original) {
			return new Delegating(original);
		}

		@Bean
		Delegating concrete(WithFallback original) {
			return new Delegating(original);
		}

	}

	static class Delegating implements MethodsCheckTests.HiddenPort {

		private final MethodsCheckTests.HiddenPort original;

		Delegating(MethodsCheckTests.HiddenPort original) {
			this.original = original;
		}

		@Override
		public int call() {
			return this.original.call();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Mocked {

		@Bean
		MethodsCheckTests.HiddenPort mocked() {
			return mock(MethodsCheckTests.HiddenPort.class);
		}

		@Bean
		MethodsCheckTests.HiddenPort lambda() {
			return () -> 1;
		}

		@Bean
		WithFallback mockedClass() {
			return mock(WithFallback.class);
		}

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
