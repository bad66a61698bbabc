package io.github.resiliencestarter.diagnostics;

import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import org.aspectj.lang.ProceedingJoinPoint;

import static io.github.resiliencestarter.diagnostics.Diagnosis.assertErrors;
import static io.github.resiliencestarter.diagnostics.Diagnosis.assertNothing;
import static io.github.resiliencestarter.diagnostics.Diagnosis.assertWarnings;

/**
 * Wrong applications and what is said about their annotated methods, each beside its near
 * miss.
 */
@ExtendWith(OutputCaptureExtension.class)
class MethodsCheckTests {

	private static final String FIXTURES = MethodsCheckTests.class.getName() + "$";

	@Test
	void fallbackThatDoesNotExistOrFitStopsTheStart() {
		Diagnosis.of(WrongFallbacks.class)
			.run((context) -> assertErrors(context).isEqualTo(
					"""
							resilience-starter found 3 mistakes:

							1. %1$sWrongFallbacks.missing(String) (fallback-signature)
							   Its @CircuitBreaker has no fallback 'nowhere': %1$sWrongFallbacks has no method 'nowhere'.
							   Write Integer nowhere(String, Throwable), or Integer nowhere(Throwable)

							2. %1$sWrongFallbacks.otherParameters(String) (fallback-signature)
							   Its @Retry has no fallback 'forLong': 'Integer forLong(long, Exception)' of %1$sWrongFallbacks does not take the method's parameters.
							   Write Integer forLong(String, Throwable), or Integer forLong(Throwable)

							3. %1$sWrongFallbacks.otherResult() (fallback-signature)
							   Its @Bulkhead has no fallback 'text': 'String text(Exception)' of %1$sWrongFallbacks does not have the return type of the method.
							   Write Integer text(Throwable)"""
						.formatted(FIXTURES)));
	}

	@Test
	void fallbackInABeanThatDoesNotExistStopsTheStart() {
		Diagnosis.of(InNoBean.class)
			.run((context) -> assertErrors(context)
				.contains("Its @CircuitBreaker has no fallback 'nobody::none': there is no bean 'nobody'."));
	}

	@Test
	void fallbacksThatFitOrAreKnownOnlyAtTheCallAreLeftAlone(CapturedOutput output) {
		Diagnosis.of(RightFallbacks.class)
			.withPropertyValues("fallback.name=withCause")
			.run((context) -> assertNothing(context, output));
	}

	@Test
	void methodThatNoProxyInterceptsStopsTheStart() {
		Diagnosis.of(Unreachable.class, FinalClass.class)
			.run((context) -> assertErrors(context).isEqualTo("""
					resilience-starter found 4 mistakes:

					1. %1$sUnreachable.finalMethod() (annotation-ignored)
					   The method is final: no proxy can intercept it, so its @CircuitBreaker has no effect.
					   %2$s

					2. %1$sUnreachable.privateMethod() (annotation-ignored)
					   The method is private: no proxy can intercept it, so its @CircuitBreaker has no effect.
					   %2$s

					3. %1$sUnreachable.staticMethod() (annotation-ignored)
					   The method is static: no proxy can intercept it, so its @Retry has no effect.
					   %2$s

					4. %1$sFinalClass.call() (annotation-ignored)
					   The method is in a final class: no proxy can intercept it, so its @CircuitBreaker has no effect.
					   %2$s""".formatted(FIXTURES,
					"Make the method neither private, static nor final, and its class not final, or remove the annotation")));
	}

	@Test
	void annotatedClassMeansTheMethodsThatCanBeIntercepted(CapturedOutput output) {
		Diagnosis.of(AnnotatedClass.class).run((context) -> assertNothing(context, output));
	}

	@Test
	void finalMethodBehindAProxyOfItsInterfaceIsLeftAlone(CapturedOutput output) {
		Diagnosis.of(FinalImplementation.class)
			.withPropertyValues("spring.aop.proxy-target-class=false")
			.run((context) -> assertNothing(context, output));
	}

	@Test
	void fallbackUnderARetryIsAWarningWhereResilience4jPlacesIt(CapturedOutput output) {
		Diagnosis.of(FallbackUnderRetry.class)
			.withPropertyValues("resilience.annotation.enabled=false")
			.run((context) -> assertWarnings(context, output).isEqualTo(
					"""
							1. %1$sFallbackUnderRetry.hidden() (fallback-under-retry)
							   The fallback 'none' of its @CircuitBreaker handles each attempt, so its @Retry never sees a failure.
							   Move fallbackMethod from @CircuitBreaker to @Retry, or remove resilience.annotation.enabled=false"""
						.formatted(FIXTURES)));
	}

	@Test
	void fallbackUnderARetryIsLeftAloneWhereItIsOutermost(CapturedOutput output) {
		Diagnosis.of(FallbackUnderRetry.class).run((context) -> assertNothing(context, output));
	}

	@Test
	void annotationsThatNobodyReadsStopTheStart() {
		Diagnosis.of(RightFallbacks.class)
			.withClassLoader(new FilteredClassLoader(ProceedingJoinPoint.class))
			.withPropertyValues("resilience.annotation.enabled=false")
			.run((context) -> assertErrors(context).isEqualTo(
					"""
							resilience-starter found a mistake:

							1. resilience.annotation.enabled (annotation-without-aspectj)
							   It is false, so Resilience4j's aspects have to handle the annotations of %sRightFallbacks.covariant(String) and 5 more; without AspectJ on the classpath, they have no effect.
							   Add the dependency org.springframework.boot:spring-boot-starter-aspectj, or remove the property"""
						.formatted(FIXTURES)));
	}

	@Test
	void missingAspectJIsLeftAloneWithoutAnnotations(CapturedOutput output) {
		Diagnosis.of()
			.withClassLoader(new FilteredClassLoader(ProceedingJoinPoint.class))
			.withPropertyValues("resilience.annotation.enabled=false")
			.run((context) -> assertNothing(context, output));
	}

	@Test
	void beansAreNotMade(CapturedOutput output) {
		Diagnosis.of(Unmade.class).run((context) -> assertNothing(context, output));
	}

	@Test
	void fallbackOfAnImplementationThatIsNotKnownYetIsLeftAlone(CapturedOutput output) {
		Diagnosis.of(Hidden.class).run((context) -> assertNothing(context, output));
	}

	static class InNoBean {

		@CircuitBreaker(name = "inventory", fallbackMethod = "nobody::none")
		public int call() {
			return 1;
		}

	}

	static class InOtherBeans {

		@CircuitBreaker(name = "inventory", fallbackMethod = "hidden::none")
		public int ofAHiddenBean() {
			return 1;
		}

		@CircuitBreaker(name = "inventory", fallbackMethod = "other::none")
		public int ofAKnownBean() {
			return 1;
		}

	}

	static class Other {

		int none(Exception failure) {
			return 0;
		}

	}

	static class WrongFallbacks {

		@CircuitBreaker(name = "inventory", fallbackMethod = "nowhere")
		public Integer missing(String sku) {
			return 1;
		}

		@Retry(name = "inventory", fallbackMethod = "forLong")
		public Integer otherParameters(String sku) {
			return 1;
		}

		Integer forLong(long sku, Exception failure) {
			return 0;
		}

		@Bulkhead(name = "inventory", fallbackMethod = "text")
		public Integer otherResult() {
			return 1;
		}

		String text(Exception failure) {
			return "";
		}

	}

	static class RightFallbacks {

		@CircuitBreaker(name = "inventory", fallbackMethod = "withArguments")
		public Integer literal(String sku) {
			return 1;
		}

		@CircuitBreaker(name = "inventory", fallbackMethod = "${fallback.name:withCause}")
		public Integer placeholder(String sku) {
			return 1;
		}

		@CircuitBreaker(name = "inventory", fallbackMethod = "${fallback.unknown:#p0}")
		public Integer unknownPlaceholder(String sku) {
			return 1;
		}

		@CircuitBreaker(name = "inventory", fallbackMethod = "#p0")
		public Integer expression(String sku) {
			return 1;
		}

		@CircuitBreaker(name = "inventory", fallbackMethod = "inherited")
		public Number covariant(String sku) {
			return 1;
		}

		@CircuitBreaker(name = "inventory")
		public Integer without(String sku) {
			return 1;
		}

		@SuppressWarnings({ "UnusedMethod", "UnusedVariable" })
		private Integer withArguments(String sku, IllegalStateException failure) {
			return 0;
		}

		Integer withCause(Throwable failure) {
			return 0;
		}

		Integer inherited(Exception failure) {
			return 0;
		}

	}

	static class Unreachable {

		@CircuitBreaker(name = "inventory")
		public final int finalMethod() {
			return 1;
		}

		@CircuitBreaker(name = "inventory")
		@SuppressWarnings("UnusedMethod")
		private int privateMethod() {
			return 1;
		}

		@Retry(name = "inventory")
		static int staticMethod() {
			return 1;
		}

		@CircuitBreaker(name = "inventory")
		int right() {
			return 1;
		}

	}

	static final class FinalClass {

		@CircuitBreaker(name = "inventory")
		public int call() {
			return 1;
		}

	}

	@CircuitBreaker(name = "inventory")
	static class AnnotatedClass {

		public int call() {
			return helper() + number();
		}

		private int helper() {
			return 1;
		}

		static int number() {
			return 1;
		}

	}

	interface Port {

		int call();

	}

	static class FinalImplementation implements Port {

		@Override
		@CircuitBreaker(name = "inventory")
		public final int call() {
			return 1;
		}

	}

	static class FallbackUnderRetry {

		@Retry(name = "inventory")
		@CircuitBreaker(name = "inventory", fallbackMethod = "none")
		public int hidden() {
			return 1;
		}

		@Retry(name = "inventory", fallbackMethod = "none")
		@CircuitBreaker(name = "inventory")
		public int seen() {
			return 1;
		}

		@CircuitBreaker(name = "inventory", fallbackMethod = "none")
		public int notRetried() {
			return 1;
		}

		int none(Exception failure) {
			return 0;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Lazy
	static class Unmade {

		@Bean
		RightFallbacks unmade() {
			throw new IllegalStateException("made although nobody asked for it");
		}

	}

	interface HiddenPort {

		@CircuitBreaker(name = "inventory", fallbackMethod = "none")
		int call();

	}

	static class HiddenImplementation implements HiddenPort {

		@Override
		public int call() {
			return 1;
		}

		int none(Exception failure) {
			return 0;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Hidden {

		@Bean
		InOtherBeans inOtherBeans() {
			return new InOtherBeans();
		}

		@Bean
		Other other() {
			return new Other();
		}

		@Bean
		HiddenPort hidden() {
			return new HiddenImplementation();
		}

	}

}
