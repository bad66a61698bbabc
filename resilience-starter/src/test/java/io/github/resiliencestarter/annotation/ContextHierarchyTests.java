package io.github.resiliencestarter.annotation;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for annotated beans of a context whose parent context is auto-configured as well.
 */
class ContextHierarchyTests {

	@Test
	void fallbackMayBeABeanOfTheChild() {
		Annotated.checked()
			.run((parent) -> Annotated.checked()
				.withParent(parent)
				.withBean(Remote.class)
				.withBean("fallbacks", Fallbacks.class)
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(context.getBean(Remote.class).call()).isEqualTo("instead");
				}));
	}

	@Test
	void instancesOfTheChildExistBeforeTheFirstCall() {
		Annotated.runner()
			.run((parent) -> Annotated.runner()
				.withParent(parent)
				.withBean(Remote.class)
				.withBean("fallbacks", Fallbacks.class)
				.run((context) -> assertThat(context.getBean(CircuitBreakerRegistry.class).find("remote"))
					.isPresent()));
	}

	static class Remote {

		@CircuitBreaker(name = "remote", fallbackMethod = "fallbacks::instead")
		public String call() {
			throw new IllegalStateException("failure");
		}

	}

	static class Fallbacks {

		public String instead(Throwable failure) {
			return "instead";
		}

	}

}
