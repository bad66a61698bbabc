package io.github.resiliencestarter.annotation;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for fallbacks of methods with generic signatures: both fallbacks that match by
 * erasure, as in Resilience4j, and those that match by type are accepted.
 */
@ExtendWith(OutputCaptureExtension.class)
class GenericMethodTests {

	private final ApplicationContextRunner runner = Annotated.checked();

	@ParameterizedTest
	@ValueSource(strings = { "true", "false" })
	void methodsOfTypeVariablesUseTheFallbacksOfTheirErasure(String checks, CapturedOutput output) {
		this.runner.withPropertyValues("resilience.diagnostics.enabled=" + checks)
			.withBean(Store.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Store store = context.getBean(Store.class);
				assertThat(store.store(new Sold())).isEqualTo("event IOException");
				assertThat(store.<String, Integer>load("key")).isEqualTo("object IOException");
				assertThat(store.all(List.of(new Sold()))).isEqualTo("events 1");
				assertThat(store.several(new Sold(), "other")).isEqualTo("several 2");
				assertThat(store.first("a", "b")).isEqualTo("first 2");
				assertThat(store.generics(1, "b")).isEqualTo("generics 2");
				assertThat(store.stored(new Sold())).isEqualTo("stored");
				assertThat(store.<Integer>number()).isEqualTo(42);
				assertThat(store.some(new Sold())).contains("some");
				assertThat(store.map(Map.of())).isEmpty();
			});
		assertThat(output).doesNotContain("Startup check").doesNotContain("No fallback");
	}

	@Test
	void genericClassesUseFallbacksOfTheirOwnAndOfTheirSuperclass(CapturedOutput output) {
		this.runner.withBean(Orders.class).withBean(Customers.class).withBean(Concrete.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Orders.class).find("a")).isEqualTo(1L);
			assertThat(context.getBean(Orders.class).save(7L)).isEqualTo("erased 7");
			assertThat(context.getBean(Customers.class).find(3)).isEqualTo("customer 3");
			Repository<String, Long> concrete = context.getBean(Concrete.class);
			assertThat(concrete.find("b")).isEqualTo(2L);
			assertThat(concrete.later("b")).isCompletedWithValue(3L);
		});
		assertThat(output).doesNotContain("Startup check").doesNotContain("No fallback");
	}

	@Test
	void genericInterfacesBehindJdkProxiesUseThem(CapturedOutput output) {
		this.runner.withPropertyValues("spring.aop.proxy-target-class=false")
			.withBean("finder", Finder.class, LongFinder::new)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				@SuppressWarnings("unchecked")
				Finder<String, Long> finder = context.getBean(Finder.class);
				assertThat(finder.find("a")).isEqualTo(5L);
				assertThat(finder.erased("a")).isEqualTo(6L);
			});
		assertThat(output).doesNotContain("Startup check").doesNotContain("No fallback");
	}

	@Test
	void boxesFitPrimitivesAndSubtypesOfParametersFitToo(CapturedOutput output) {
		this.runner.withBean(Boxes.class).run((context) -> {
			assertThat(context).hasNotFailed();
			Boxes boxes = context.getBean(Boxes.class);
			assertThat(boxes.count(1)).isEqualTo(2);
			assertThat(boxes.size(3)).isEqualTo(4);
			assertThat(boxes.wide("a")).isEqualTo("wide a");
			boxes.nothing();
		});
		assertThat(output).doesNotContain("Startup check").doesNotContain("No fallback");
	}

	@Test
	void exactParametersWinOverWiderOnes() {
		this.runner.withBean(Overloads.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Overloads.class).find("a")).isEqualTo("exact a");
		});
	}

	interface Event {

	}

	static class Sold implements Event {

	}

	@SuppressWarnings("unused")
	static class Store {

		@CircuitBreaker(name = "store", fallbackMethod = "storeInstead")
		public <E extends Event> String store(E event) throws IOException {
			throw new IOException();
		}

		private String storeInstead(Event event, Throwable failure) {
			return "event " + failure.getClass().getSimpleName();
		}

		@CircuitBreaker(name = "store", fallbackMethod = "loadInstead")
		public <K, V> String load(K key) throws IOException {
			throw new IOException();
		}

		private String loadInstead(Object key, Throwable failure) {
			return "object " + failure.getClass().getSimpleName();
		}

		@CircuitBreaker(name = "store", fallbackMethod = "allInstead")
		public <E extends Event> String all(Collection<? extends E> events) throws IOException {
			throw new IOException();
		}

		private String allInstead(Collection<? extends Event> events, Throwable failure) {
			return "events " + events.size();
		}

		@CircuitBreaker(name = "store", fallbackMethod = "severalInstead")
		@SuppressWarnings("unchecked")
		public <T> String several(T... things) throws IOException {
			throw new IOException();
		}

		private String severalInstead(Object[] things, Throwable failure) {
			return "several " + things.length;
		}

		@CircuitBreaker(name = "store", fallbackMethod = "firstInstead")
		public String first(String... things) throws IOException {
			throw new IOException();
		}

		private String firstInstead(String[] things, Throwable failure) {
			return "first " + things.length;
		}

		@CircuitBreaker(name = "store", fallbackMethod = "genericsInstead")
		public <A extends Number & Comparable<A>, B> String generics(A one, B other) throws IOException {
			throw new IOException();
		}

		private <X extends Number, Y> String genericsInstead(X one, Y other, Throwable failure) {
			return "generics 2";
		}

		@CircuitBreaker(name = "store", fallbackMethod = "storedInstead")
		public <E extends Event> Object stored(E event) throws IOException {
			throw new IOException();
		}

		private <E extends Event> String storedInstead(E event, Throwable failure) {
			return "stored";
		}

		@CircuitBreaker(name = "store", fallbackMethod = "numberInstead")
		@SuppressWarnings("TypeParameterUnusedInFormals")
		public <N extends Number> N number() throws IOException {
			throw new IOException();
		}

		private Integer numberInstead(Throwable failure) {
			return 42;
		}

		@CircuitBreaker(name = "store", fallbackMethod = "someInstead")
		public <E extends Event> Optional<String> some(E event) throws IOException {
			throw new IOException();
		}

		private Optional<?> someInstead(Event event, Throwable failure) {
			return Optional.of("some");
		}

		@CircuitBreaker(name = "store", fallbackMethod = "mapInstead")
		public <K, V extends Event> Map<K, ? super V> map(Map<K, V> events) throws IOException {
			throw new IOException();
		}

		private Map<Object, Object> mapInstead(Map<?, ?> events, Throwable failure) {
			return Map.of();
		}

	}

	@SuppressWarnings("unused")
	static class Repository<K, V> {

		@CircuitBreaker(name = "repository", fallbackMethod = "findInstead")
		public V find(K key) throws IOException {
			throw new IOException();
		}

		@CircuitBreaker(name = "repository", fallbackMethod = "saveInstead")
		public String save(V value) throws IOException {
			throw new IOException();
		}

		@CircuitBreaker(name = "repository", fallbackMethod = "laterInstead")
		public CompletableFuture<V> later(K key) {
			return CompletableFuture.failedFuture(new CompletionException(new IOException()));
		}

		private CompletableFuture<Long> laterInstead(K key, Throwable failure) {
			return CompletableFuture.completedFuture(3L);
		}

		private String saveInstead(Object value, Throwable failure) {
			return "erased " + value;
		}

		Object findInstead(Object key, Throwable failure) {
			return 2L;
		}

	}

	static class Orders extends Repository<String, Long> {

		@SuppressWarnings("unused")
		private Long findInstead(String key, Throwable failure) {
			return 1L;
		}

	}

	static class Customers extends Repository<Integer, String> {

		String findInstead(Integer key, Throwable failure) {
			return "customer " + key;
		}

	}

	static class Concrete extends Repository<String, Long> {

	}

	interface Finder<K, V> {

		@CircuitBreaker(name = "finder", fallbackMethod = "findInstead")
		V find(K key) throws IOException;

		@CircuitBreaker(name = "finder", fallbackMethod = "erasedInstead")
		V erased(K key) throws IOException;

		default Object erasedInstead(Object key, Throwable failure) {
			return 6L;
		}

	}

	@SuppressWarnings("unused")
	static class LongFinder implements Finder<String, Long> {

		@Override
		public Long find(String key) throws IOException {
			throw new IOException();
		}

		@Override
		public Long erased(String key) throws IOException {
			throw new IOException();
		}

		private Long findInstead(String key, Throwable failure) {
			return 5L;
		}

	}

	@SuppressWarnings("unused")
	static class Boxes {

		@CircuitBreaker(name = "boxes", fallbackMethod = "countInstead")
		public int count(int number) throws IOException {
			throw new IOException();
		}

		private Integer countInstead(Integer number, Throwable failure) {
			return number + 1;
		}

		@CircuitBreaker(name = "boxes", fallbackMethod = "sizeInstead")
		public Integer size(Integer number) throws IOException {
			throw new IOException();
		}

		private int sizeInstead(int number, Throwable failure) {
			return number + 1;
		}

		@CircuitBreaker(name = "boxes", fallbackMethod = "wideInstead")
		public CharSequence wide(String text) throws IOException {
			throw new IOException();
		}

		private String wideInstead(CharSequence text, Throwable failure) {
			return "wide " + text;
		}

		@CircuitBreaker(name = "boxes", fallbackMethod = "nothingInstead")
		public void nothing() throws IOException {
			throw new IOException();
		}

		private void nothingInstead(Throwable failure) {
		}

	}

	@SuppressWarnings("unused")
	static class Overloads {

		@CircuitBreaker(name = "overloads", fallbackMethod = "findInstead")
		public String find(String text) throws IOException {
			throw new IOException();
		}

		private String findInstead(Object text, Throwable failure) {
			return "wide " + text;
		}

		private String findInstead(String text, Throwable failure) {
			return "exact " + text;
		}

	}

}
