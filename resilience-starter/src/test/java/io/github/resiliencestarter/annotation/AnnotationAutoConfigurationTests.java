package io.github.resiliencestarter.annotation;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.spring6.circuitbreaker.configure.CircuitBreakerAspect;
import io.github.resilience4j.spring6.circuitbreaker.configure.CircuitBreakerConfigurationProperties;
import io.github.resilience4j.spring6.fallback.FallbackExecutor;
import io.github.resilience4j.spring6.retry.configure.RetryAspect;
import io.github.resilience4j.spring6.spelresolver.SpelResolver;
import io.github.resiliencestarter.StarterContext;
import org.aspectj.lang.annotation.Aspect;
import org.aspectj.lang.annotation.Before;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link AnnotationAutoConfiguration}.
 */
class AnnotationAutoConfigurationTests {

	private final ApplicationContextRunner runner = Annotated.runner().withBean(Service.class);

	@Test
	void actsInPlaceOfResilience4jsAspects() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(AnnotationAdvisor.class)
				.doesNotHaveBean(RetryAspect.class)
				.doesNotHaveBean(CircuitBreakerAspect.class);
			assertThat(failedCalls(context)).isEqualTo(3);
		});
	}

	@Test
	void actsWithoutAspectJ() {
		this.runner.withClassLoader(new FilteredClassLoader("org.aspectj"))
			.run((context) -> assertThat(failedCalls(context)).isEqualTo(3));
	}

	@Test
	void actsAlsoIfSpringBootIsNotToProxy() {
		this.runner.withClassLoader(new FilteredClassLoader("org.aspectj"))
			.withPropertyValues("spring.aop.auto=false")
			.run((context) -> assertThat(failedCalls(context)).isEqualTo(3));
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.annotation.enabled=false", "resilience.enabled=false" })
	void givesResilience4jsAspectsBackWhenSwitchedOff(String property) {
		this.runner.withPropertyValues(property).run((context) -> {
			assertThat(context).doesNotHaveBean(AnnotationAdvisor.class)
				.hasSingleBean(RetryAspect.class)
				.hasSingleBean(CircuitBreakerAspect.class);
			assertThat(failedCalls(context)).isEqualTo(3);
		});
	}

	@Test
	void leavesItsStageToAnAspectOfTheUser() {
		this.runner.withUserConfiguration(OwnAspect.class).run((context) -> {
			assertThat(context).hasSingleBean(CircuitBreakerAspect.class).doesNotHaveBean(RetryAspect.class);
			assertThat(failedCalls(context)).isEqualTo(1);
			assertThat(context.getBean(Service.class).attempts()).isEqualTo(3);
		});
	}

	@Test
	void instanceThatIsReplacedActsFromTheNextCallOn() {
		this.runner.run((context) -> {
			failedCalls(context);
			RetryRegistry registry = context.getBean(RetryRegistry.class);
			registry.replace("service",
					io.github.resilience4j.retry.Retry.of("service", RetryConfig.custom().maxAttempts(1).build()));
			context.getBean(Service.class).reset();
			assertThatIOException().isThrownBy(() -> context.getBean(Service.class).call());
			assertThat(context.getBean(Service.class).attempts()).isOne();
		});
	}

	@Test
	void instanceThatIsReplacedDoesNotTouchTheOthers() {
		this.runner.run((context) -> {
			CircuitBreakerRegistry registry = context.getBean(CircuitBreakerRegistry.class);
			failedCalls(context);
			registry.circuitBreaker("other", CircuitBreakerConfig.ofDefaults());
			assertThat(failedCalls(context)).isEqualTo(6);
		});
	}

	@Test
	void stagesAreInTheOrderOfTheAspectOrderKeys() {
		this.runner
			.withPropertyValues(
					"resilience4j.circuitbreaker.circuit-breaker-aspect-order=" + (Ordered.LOWEST_PRECEDENCE - 9))
			.run((context) -> {
				assertThat(failedCalls(context)).isOne();
				assertThat(context.getBean(AnnotationAdvisor.class).getOrder())
					.isEqualTo(Ordered.LOWEST_PRECEDENCE - 9);
			});
	}

	@Test
	void standsWhereTheAspectsDoAroundTransactions() {
		this.runner.run((context) -> assertThat(context.getBean(AnnotationAdvisor.class).getOrder())
			.isEqualTo(Ordered.LOWEST_PRECEDENCE - 5));
	}

	@Test
	void advisorsWithinActAtEachAttempt() {
		this.runner.withBean(Within.class).run((context) -> {
			assertThat(failedCalls(context)).isEqualTo(3);
			assertThat(context.getBean(Within.class).calls()).isEqualTo(3);
		});
	}

	@Test
	void beansWithoutAnnotationsAreNotProxied() {
		this.runner.withBean(Plain.class)
			.run((context) -> assertThat(AopUtils.isAopProxy(context.getBean(Plain.class))).isFalse());
	}

	@Test
	void annotationOfAnInterfaceActsOnALambda() {
		this.runner.withBean("lambda", ParityClient.class, () -> () -> "answer").run((context) -> {
			assertThat(context.getBean(ParityClient.class).ofInterface()).isEqualTo("answer");
			assertThat(context.getBean(CircuitBreakerRegistry.class)
				.circuitBreaker("interface")
				.getMetrics()
				.getNumberOfSuccessfulCalls()).isOne();
		});
	}

	@Test
	void isThereInAStarterAndLeavesTheLogAlone() {
		StarterContext.runner().withBean(Service.class).run((context) -> {
			assertThat(context).hasSingleBean(AnnotationAdvisor.class);
			assertThatIOException().isThrownBy(() -> context.getBean(Service.class).call());
			assertThat(context.getBean(Service.class).attempts()).isEqualTo(3);
		});
	}

	private static int failedCalls(ApplicationContext context) {
		assertThatIOException().isThrownBy(() -> context.getBean(Service.class).call());
		return context.getBean(CircuitBreakerRegistry.class)
			.circuitBreaker("service")
			.getMetrics()
			.getNumberOfFailedCalls();
	}

	public static class Service {

		private int attempts;

		public void reset() {
			this.attempts = 0;
		}

		public int attempts() {
			return this.attempts;
		}

		@Retry(name = "service")
		@CircuitBreaker(name = "service")
		public String call() throws IOException {
			this.attempts++;
			throw new IOException("failure");
		}

	}

	@Aspect
	static class Within {

		private int calls;

		@Before("execution(* io.github.resiliencestarter.annotation.AnnotationAutoConfigurationTests.Service.call())")
		void count() {
			this.calls++;
		}

		int calls() {
			return this.calls;
		}

	}

	static class Plain {

		CompletableFuture<List<String>> call() {
			return CompletableFuture.completedFuture(List.of());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnAspect {

		// Outermost: counts calls, not attempts
		@Bean
		CircuitBreakerAspect ownAspect(CircuitBreakerConfigurationProperties properties,
				CircuitBreakerRegistry registry, FallbackExecutor fallbacks, SpelResolver names) {
			return new CircuitBreakerAspect(properties, registry, List.of(), fallbacks, names) {

				@Override
				public int getOrder() {
					return Ordered.HIGHEST_PRECEDENCE + 1;
				}

			};
		}

	}

}
