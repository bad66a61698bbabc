package io.github.resiliencestarter.annotation;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.ratelimiter.annotation.RateLimiter;
import io.github.resilience4j.retry.annotation.Retry;
import org.junit.jupiter.api.Test;

import org.springframework.core.annotation.AliasFor;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MethodSpec}.
 */
class MethodSpecTests {

	@Test
	void stagesAreInTheOrderOfTheNesting() {
		assertThat(spec(Annotated.class, "all").stages()).containsExactly(
				new StageSpec(Stage.RETRY, "r", "strict", "", 1),
				new StageSpec(Stage.CIRCUIT_BREAKER, "b", "", "orElse", 1),
				new StageSpec(Stage.RATE_LIMITER, "l", "", "", 3),
				new StageSpec(Stage.THREAD_POOL_BULKHEAD, "t", "", "", 1));
	}

	@Test
	void annotationOnTheMethodWinsOverTheSameOneOnTheClass() {
		assertThat(spec(Annotated.class, "own").stages()).extracting(StageSpec::name).containsExactly("own", "class");
	}

	@Test
	void annotationOnTheClassMeansItsMethodsButNotThoseOfObject() {
		assertThat(spec(Annotated.class, "plain").stages()).extracting(StageSpec::stage)
			.containsExactly(Stage.BULKHEAD);
		assertThat(spec(Annotated.class, "toString").stages()).isEmpty();
	}

	@Test
	void attributesOfAMetaAnnotationAreMerged() {
		assertThat(spec(Composed.class, "call").stages()).containsExactly(
				new StageSpec(Stage.RETRY, "inventory", "", "", 1),
				new StageSpec(Stage.CIRCUIT_BREAKER, "inventory", "", "orElse", 1));
	}

	@Test
	void annotationOfAnInterfaceIsFoundOnItsImplementationAndOnAProxy() {
		assertThat(spec(Implementation.class, "call").stages()).extracting(StageSpec::name)
			.containsExactly("interface");
		Class<?> proxy = Proxy
			.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Client.class },
					(self, method, arguments) -> null)
			.getClass();
		assertThat(MethodSpec.of(method(Client.class, "call"), proxy).stages()).extracting(StageSpec::name)
			.containsExactly("interface");
	}

	@Test
	void annotationOfAnInterfaceIsFoundForAMethodOfASuperclassThatDoesNotKnowIt() {
		assertThat(MethodSpec.of(method(Client.class, "call"), Inheriting.class).stages()).extracting(StageSpec::name)
			.containsExactly("interface");
	}

	@Test
	void methodOfAnInterfaceIsReadAsThatOfTheClass() {
		MethodSpec spec = MethodSpec.of(method(Client.class, "call"), Overriding.class);
		assertThat(spec.method().getDeclaringClass()).isEqualTo(Overriding.class);
		assertThat(spec.stages()).extracting(StageSpec::name).containsExactly("class of its own");
	}

	@Test
	void allAnnotatedMethodsAreFoundAlsoPrivateOnes() {
		assertThat(MethodSpec.allOf(Hidden.class)).extracting((spec) -> spec.method().getName())
			.containsExactlyInAnyOrder("hidden", "constant");
	}

	@Test
	void nameThatIsAnExpressionDependsOnTheCallAndAPlaceholderDoesNot() {
		assertThat(StageSpec.dependsOnCall("#p0")).isTrue();
		assertThat(StageSpec.dependsOnCall("@names.of(#p0)")).isTrue();
		assertThat(StageSpec.dependsOnCall("${name}")).isFalse();
	}

	private static MethodSpec spec(Class<?> type, String name) {
		return MethodSpec.of(method(type, name), type);
	}

	private static Method method(Class<?> type, String name) {
		Method method = ReflectionUtils.findMethod(type, name, (Class<?>[]) null);
		assertThat(method).isNotNull();
		return method;
	}

	@Bulkhead(name = "class")
	static class Annotated {

		@Retry(name = "r", configuration = "strict")
		@CircuitBreaker(name = "b", fallbackMethod = "orElse")
		@RateLimiter(name = "l", permits = 3)
		@Bulkhead(name = "t", type = Bulkhead.Type.THREADPOOL)
		void all() {
		}

		@Retry(name = "own")
		void own() {
		}

		void plain() {
		}

		@Override
		public String toString() {
			return "annotated";
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Retry(name = "unused")
	@CircuitBreaker(name = "unused", fallbackMethod = "orElse")
	@interface Resilient {

		@AliasFor(annotation = CircuitBreaker.class, attribute = "name")
		String breaker();

		@AliasFor(annotation = Retry.class, attribute = "name")
		String retry();

	}

	static class Composed {

		@Resilient(breaker = "inventory", retry = "inventory")
		void call() {
		}

	}

	interface Client {

		@CircuitBreaker(name = "interface")
		void call();

	}

	static class Implementation implements Client {

		@Override
		public void call() {
		}

	}

	static class Base {

		public void call() {
		}

	}

	static class Inheriting extends Base implements Client {

	}

	static class Overriding implements Client {

		@Override
		@CircuitBreaker(name = "class of its own")
		public void call() {
		}

	}

	static class Hidden {

		@Retry(name = "hidden")
		private void hidden() {
		}

		@Retry(name = "hidden")
		static void constant() {
		}

		void plain() {
			hidden();
		}

	}

}
