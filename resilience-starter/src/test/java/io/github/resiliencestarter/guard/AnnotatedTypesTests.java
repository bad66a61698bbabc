package io.github.resiliencestarter.guard;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Proxy;
import java.util.List;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AnnotatedTypes}.
 */
class AnnotatedTypesTests {

	private final AnnotatedTypes types = new AnnotatedTypes(List.of(Retry.class));

	@ParameterizedTest
	@ValueSource(classes = { OnClass.class, OnMethod.class, OnPrivateMethod.class, Meta.class, OnInterface.class,
			OfSuperclass.class, OfInterface.class, OfInterfaceOfSuperclass.class })
	void containsClassesThatHaveOrInheritAnAnnotation(Class<?> type) {
		assertThat(this.types.matches(type)).isTrue();
		assertThat(this.types.matches(type)).as("a second time").isTrue();
	}

	@ParameterizedTest
	@ValueSource(classes = { Object.class, String.class, Plain.class, OtherAnnotation.class })
	void rejectsOtherClasses(Class<?> type) {
		assertThat(this.types.matches(type)).isFalse();
		assertThat(this.types.matches(type)).as("a second time").isFalse();
	}

	@Test
	void containsTheProxyOfAnAnnotatedInterface() {
		Object proxy = Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { OnInterface.class },
				(self, method, arguments) -> null);
		assertThat(this.types.matches(proxy.getClass())).isTrue();
	}

	@Retry(name = "a")
	static class OnClass {

	}

	static class OnMethod {

		@Retry(name = "a")
		void call() {
		}

	}

	@SuppressWarnings("UnusedMethod")
	static class OnPrivateMethod {

		@Retry(name = "a")
		private void call() {
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Retry(name = "a")
	@interface Retried {

	}

	static class Meta {

		@Retried
		void call() {
		}

	}

	interface OnInterface {

		@Retry(name = "a")
		void call();

	}

	static class OfSuperclass extends OnMethod {

	}

	static class OfInterface implements OnInterface {

		@Override
		public void call() {
		}

	}

	static class OfInterfaceOfSuperclass extends OfInterface {

	}

	static class Plain {

		void call() {
		}

	}

	static class OtherAnnotation {

		@CircuitBreaker(name = "a")
		void call() {
		}

	}

}
