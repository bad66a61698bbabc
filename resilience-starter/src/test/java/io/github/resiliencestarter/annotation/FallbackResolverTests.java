package io.github.resiliencestarter.annotation;

import java.io.IOException;
import java.util.AbstractList;
import java.util.List;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resiliencestarter.annotation.FallbackResolution.Resolved;
import io.github.resiliencestarter.annotation.FallbackResolution.Unresolved;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FallbackResolver}.
 */
class FallbackResolverTests {

	private final FallbackResolver resolver = new FallbackResolver(
			(name) -> name.equals("others") ? Others.class : null);

	@Test
	void takesTheArgumentsAndTheExceptionOrTheExceptionAlone() {
		assertThat(resolved("withArguments")).singleElement()
			.matches(FallbackMethod::withArguments)
			.extracting(FallbackMethod::exceptionType)
			.isEqualTo(IOException.class);
		assertThat(resolved("exceptionOnly")).singleElement().matches((method) -> !method.withArguments());
	}

	@Test
	void thereMayBeOneForEachTypeOfException() {
		assertThat(resolved("many")).extracting((method) -> method.exceptionType().getSimpleName())
			.containsExactlyInAnyOrder("IOException", "Exception", "Error");
	}

	@Test
	void mayBeInAnotherBean() {
		assertThat(resolved("others::find")).singleElement().matches((method) -> "others".equals(method.beanName()));
		assertThat(unresolved("nobody::find").reason()).isEqualTo("there is no bean 'nobody'");
	}

	@Test
	void mayReturnASubtypeAndBeInheritedAndPrivate() {
		assertThat(resolved("subtype")).hasSize(1);
		assertThat(resolved("inherited")).hasSize(1);
		assertThat(resolved("hidden")).hasSize(1);
	}

	@Test
	void mayTakeSupertypesAndWrappersUnlessAnotherTakesTheSame() {
		assertThat(resolved("wider")).singleElement().matches(FallbackMethod::withArguments);
		assertThat(resolved("exactAndWider")).singleElement()
			.extracting((method) -> method.method().getParameterTypes()[0])
			.isEqualTo(String.class);
		assertThat(unresolved("other").reason()).endsWith("does not take the method's parameters");
	}

	@Test
	void missingOneComesWithTheSignaturesThatWouldFit() {
		Unresolved unresolved = unresolved("absent");
		assertThat(unresolved.reason()).endsWith("Service has no method 'absent'");
		assertThat(unresolved.fitting()).containsExactly("List<String> absent(String, int, Throwable)",
				"List<String> absent(Throwable)");
	}

	@ParameterizedTest
	@CsvSource({ "wrongResult, does not have the return type of the method",
			"noException, does not take an exception as its last parameter",
			"wrongParameters, does not take the method's parameters" })
	void reportsWhyAFallbackDoesNotFit(String name, String reason) {
		assertThat(unresolved(name).reason()).contains("'").endsWith(reason);
	}

	@Test
	void reasonNamesTheSignatureThatIsThere() {
		assertThat(unresolved("wrongParameters").reason())
			.startsWith("'List<String> wrongParameters(String, Exception)'");
	}

	@Test
	void twoForTheSameExceptionAreAmbiguous() {
		assertThat(unresolved("twice").reason()).startsWith("two methods 'twice'")
			.endsWith("handle the same Exception");
	}

	@Test
	void rejectsAFallbackThatLeadsBack() {
		assertThat(this.resolver.resolve(spec("first"), "second")).isInstanceOfSatisfying(Unresolved.class,
				(unresolved) -> assertThat(unresolved.reason())
					.isEqualTo("'second' leads back to first(), which would be an infinite loop"));
		assertThat(this.resolver.resolve(spec("itself"), "itself")).isInstanceOf(Unresolved.class);
		assertThat(this.resolver.resolve(spec("start"), "first")).isInstanceOf(Resolved.class);
		assertThat(this.resolver.resolve(spec("outer"), "inner")).as("not called through the proxy")
			.isInstanceOf(Resolved.class);
	}

	@Test
	void chainThatEndsIsNone() {
		assertThat(resolved("chained")).hasSize(1);
	}

	private List<FallbackMethod> resolved(String name) {
		FallbackResolution resolution = this.resolver.resolve(spec("find"), name);
		assertThat(resolution).isInstanceOf(Resolved.class);
		return ((Resolved) resolution).methods();
	}

	private Unresolved unresolved(String name) {
		FallbackResolution resolution = this.resolver.resolve(spec("find"), name);
		assertThat(resolution).isInstanceOf(Unresolved.class);
		return (Unresolved) resolution;
	}

	private static MethodSpec spec(String name) {
		return MethodSpec.allOf(Service.class)
			.stream()
			.filter((spec) -> spec.method().getName().equals(name))
			.findFirst()
			.orElseThrow();
	}

	static class Base {

		List<String> inherited(Exception ex) {
			return List.of();
		}

	}

	@SuppressWarnings("unused")
	static class Service extends Base {

		@CircuitBreaker(name = "find")
		List<String> find(String sku, int count) {
			return List.of();
		}

		List<String> withArguments(String sku, int count, IOException ex) {
			return List.of();
		}

		List<String> exceptionOnly(Throwable ex) {
			return List.of();
		}

		List<String> many(IOException ex) {
			return List.of();
		}

		List<String> many(String sku, int count, Exception ex) {
			return List.of();
		}

		List<String> many(Error ex) {
			return List.of();
		}

		Stock subtype(Exception ex) {
			return new Stock();
		}

		private List<String> hidden(Exception ex) {
			return List.of();
		}

		String wrongResult(Exception ex) {
			return "";
		}

		List<String> noException(String sku, int count) {
			return List.of();
		}

		List<String> wrongParameters(String sku, Exception ex) {
			return List.of();
		}

		List<String> wider(Object sku, Integer count, Exception ex) {
			return List.of();
		}

		List<String> exactAndWider(Object sku, int count, Exception ex) {
			return List.of();
		}

		List<String> exactAndWider(String sku, int count, Exception ex) {
			return List.of();
		}

		List<String> other(String sku, Long count, Exception ex) {
			return List.of();
		}

		@Retry(name = "outer", fallbackMethod = "inner")
		String outer(Exception ex) {
			return "";
		}

		@Retry(name = "inner", fallbackMethod = "outer")
		private String inner(Exception ex) {
			return "";
		}

		List<String> twice(Exception ex) {
			return List.of();
		}

		List<String> twice(String sku, int count, Exception ex) {
			return List.of();
		}

		@Retry(name = "chained", fallbackMethod = "exceptionOnly")
		List<String> chained(Exception ex) {
			return List.of();
		}

		@Retry(name = "start", fallbackMethod = "first")
		String start(Exception ex) {
			return "";
		}

		@Retry(name = "first", fallbackMethod = "second")
		String first(Exception ex) {
			return "";
		}

		@Retry(name = "second", fallbackMethod = "first")
		String second(Exception ex) {
			return "";
		}

		@Retry(name = "itself", fallbackMethod = "itself")
		String itself(Exception ex) {
			return "";
		}

	}

	static class Stock extends AbstractList<String> {

		@Override
		public String get(int index) {
			throw new IndexOutOfBoundsException(index);
		}

		@Override
		public int size() {
			return 0;
		}

	}

	static class Others {

		List<String> find(Exception ex) {
			return List.of();
		}

	}

}
