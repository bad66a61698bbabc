package io.github.resiliencestarter.diagnostics;

import java.util.concurrent.CompletableFuture;

import io.github.resiliencestarter.annotation.LastGoodAnswer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.CacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static io.github.resiliencestarter.diagnostics.Diagnosis.assertErrors;
import static io.github.resiliencestarter.diagnostics.Diagnosis.assertNothing;

/**
 * Last good answers that can and cannot be kept.
 */
@ExtendWith(OutputCaptureExtension.class)
class LastGoodAnswerCheckTests {

	private static final String FIXTURES = LastGoodAnswerCheckTests.class.getName() + "$";

	@Test
	void annotationsThatCannotWorkStopTheStart() {
		Diagnosis.of(Caching.class, Wrong.class).run((context) -> {
			String where = FIXTURES + "Wrong.";
			assertErrors(context)
				.contains(where + "stream() (last-good-answer)\n"
						+ "   What the method returns can be read only once: reactor.core.publisher.Flux.")
				.contains(where + "reactive() (last-good-answer)\n"
						+ "   The user of a reactive call is not known when the method is called, so that the "
						+ "annotation needs a key.")
				.contains(where + "done() (last-good-answer)\n   The method returns nothing that could be kept.")
				.contains(where + "hidden() (last-good-answer)\n"
						+ "   @LastGoodAnswer has no effect on a private, static or final method.")
				.contains(where + "negative() (last-good-answer)\n"
						+ "   maxStale is no time such as 10m: '-1s' is not longer than zero.")
				.contains(where + "nothing() (last-good-answer)\n   The method returns nothing that could be kept.")
				.contains(where + "object(Object) (last-good-answer)\n"
						+ "   A parameter has no text that could be a key, so that the annotation needs one: "
						+ "java.lang.Object.")
				.contains(where + "otherParameter(String) (last-good-answer)\n"
						+ "   key names #skuu, but the parameters are #sku.")
				.contains(where + "syntax(String) (last-good-answer)\n   key is no expression: ")
				.contains("found 9 mistakes");
		});
	}

	@Test
	void annotationsThatCanWorkAreLeftAlone(CapturedOutput output) {
		Diagnosis.of(Caching.class, Right.class)
			.withPropertyValues("stale=10m")
			.run((context) -> assertNothing(context, output));
	}

	@Test
	void annotationWithoutCacheManagerStopsTheStart() {
		Diagnosis.of(Right.class)
			.withPropertyValues("stale=10m")
			.run((context) -> assertErrors(context)
				.contains("Right.price(String) (last-good-answer)\n"
						+ "   There is no CacheManager that could hold the answers.")
				.contains("Define a CacheManager bean, or let Spring Boot create one: add spring-boot-starter-cache"));
	}

	@Test
	void propertyWithoutCacheManagerStopsTheStart() {
		Diagnosis.of()
			.withPropertyValues("resilience.fallback.targets.inventory.last-good-answer.max-stale=10m")
			.run((context) -> assertErrors(context)
				.contains("resilience.fallback.targets.inventory.last-good-answer.max-stale (last-good-answer)\n"
						+ "   There is no CacheManager that could hold the answers."));
	}

	@Configuration(proxyBeanMethods = false)
	static class Caching {

		@Bean
		CacheManager cacheManager() {
			return new ConcurrentMapCacheManager();
		}

	}

	static class Right {

		@LastGoodAnswer(maxStale = "${stale}")
		public String price(String sku) {
			return sku;
		}

		@LastGoodAnswer(maxStale = "1h")
		public CompletableFuture<String> future(String sku) {
			return CompletableFuture.completedFuture(sku);
		}

		@LastGoodAnswer(maxStale = "1h", key = "#sku")
		public Mono<String> reactive(String sku) {
			return Mono.just(sku);
		}

		@LastGoodAnswer(maxStale = "1h", key = "#p0 + #sku.length() + #a1")
		public String byKey(String sku, Object other) {
			return sku;
		}

	}

	static class Wrong {

		@LastGoodAnswer(maxStale = "-1s")
		public String negative() {
			return "";
		}

		@LastGoodAnswer(maxStale = "1s")
		public void nothing() {
		}

		@LastGoodAnswer(maxStale = "1s")
		public Flux<String> stream() {
			return Flux.empty();
		}

		@LastGoodAnswer(maxStale = "1s")
		public Mono<String> reactive() {
			return Mono.empty();
		}

		@LastGoodAnswer(maxStale = "1s")
		public CompletableFuture<Void> done() {
			return new CompletableFuture<>();
		}

		@LastGoodAnswer(maxStale = "1s")
		public String object(Object key) {
			return "";
		}

		@LastGoodAnswer(maxStale = "1s", key = "#skuu")
		public String otherParameter(String sku) {
			return sku;
		}

		@LastGoodAnswer(maxStale = "1s", key = "#(")
		public String syntax(String sku) {
			return sku;
		}

		@LastGoodAnswer(maxStale = "1s")
		private String hidden() {
			return "";
		}

		String useHidden() {
			return hidden();
		}

	}

}
