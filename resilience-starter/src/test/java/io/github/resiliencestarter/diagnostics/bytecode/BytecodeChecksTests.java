package io.github.resiliencestarter.diagnostics.bytecode;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resiliencestarter.diagnostics.Diagnosis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.client.RestClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.annotation.PutExchange;
import org.springframework.web.service.registry.ImportHttpServices;

import org.jspecify.annotations.Nullable;

import static io.github.resiliencestarter.diagnostics.Diagnosis.assertErrors;
import static io.github.resiliencestarter.diagnostics.Diagnosis.assertNothing;
import static io.github.resiliencestarter.diagnostics.Diagnosis.assertWarnings;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Wrong applications and what is said about the calls that their methods make, each
 * beside its near miss.
 */
@ExtendWith(OutputCaptureExtension.class)
class BytecodeChecksTests {

	private static final String FIXTURES = BytecodeChecksTests.class.getName() + "$";

	@Test
	void callOnThisIsAWarning(CapturedOutput output) {
		Diagnosis.of(SelfInvoking.class).run((context) -> assertWarnings(context, output).isEqualTo("""
				1. %1$sSelfInvoking.direct() (self-invocation)
				   It calls stock() on this, which bypasses the proxy and its @CircuitBreaker.
				   Move one of the two methods to another bean, or annotate this one

				2. %1$sSelfInvoking.reference() (self-invocation)
				   It calls price() on this, which bypasses the proxy and its @Retry and @CircuitBreaker.
				   Move one of the two methods to another bean, or annotate this one

				3. %1$sSelfInvoking.withArgumentsThatBranch() (self-invocation)
				   It calls stock() on this, which bypasses the proxy and its @CircuitBreaker.
				   Move one of the two methods to another bean, or annotate this one

				4. %1$sSelfInvoking.throughALocalVariable() (self-invocation)
				   It calls stock() on this, which bypasses the proxy and its @CircuitBreaker.
				   Move one of the two methods to another bean, or annotate this one

				5. %1$sSelfInvoking.inALambda() (self-invocation)
				   It calls stock() on this, which bypasses the proxy and its @CircuitBreaker.
				   Move one of the two methods to another bean, or annotate this one""".formatted(FIXTURES)));
	}

	@Test
	void callsOnOtherObjectsOfTheClassAreLeftAlone(CapturedOutput output) {
		Diagnosis.of(NotSelfInvoking.class).run((context) -> assertNothing(context, output));
	}

	@Test
	void retryOfWhatPostsIsAWarning(CapturedOutput output) {
		Diagnosis.of(Posting.class, Posts.class)
			.run((context) -> assertWarnings(context, output).isEqualTo(
					"""
							1. %1$sPosting.byClient() (retry-on-post)
							   It calls org.springframework.web.client.RestClient.post(), which sends a POST or PATCH, and @Retry repeats it if the response is lost.
							   %2$s

							2. %1$sPosting.byInterface() (retry-on-post)
							   It calls %1$sPostingApi.post(), which sends a POST or PATCH, and @Retry repeats it if the response is lost.
							   %2$s

							3. %1$sPostingApi.patch() (retry-on-post)
							   It sends a POST or PATCH, and @Retry repeats it if the response is lost.
							   %2$s

							4. %1$sPostingApi.post() (retry-on-post)
							   It sends a POST or PATCH, and @Retry repeats it if the response is lost.
							   %2$s"""
						.formatted(FIXTURES,
								"Remove @Retry: the client itself retries requests that are safe to repeat, such as those with an Idempotency-Key")));
	}

	@Test
	void retryOfWhatIsIdempotentOrReceivesAPostIsLeftAlone(CapturedOutput output) {
		Diagnosis.of(NotPosting.class).run((context) -> assertNothing(context, output));
	}

	@Test
	void canBeSwitchedOff(CapturedOutput output) {
		Diagnosis.of(SelfInvoking.class, Posting.class, Posts.class)
			.withPropertyValues("resilience.diagnostics.bytecode.enabled=false")
			.run((context) -> assertNothing(context, output));
	}

	@Test
	void otherChecksRunWithoutThem(CapturedOutput output) {
		Diagnosis.of(SelfInvoking.class)
			.withClassLoader(new FilteredClassLoader(BytecodeChecks.class))
			.withPropertyValues("resilience.client.timeot=3s")
			.run((context) -> {
				assertErrors(context).contains("resilience.client.timeot").doesNotContain("self-invocation");
				assertThat(output).doesNotContain("Startup check");
			});
	}

	static class SelfInvoking {

		@CircuitBreaker(name = "inventory")
		public long stock(long sku, String shop) {
			return sku;
		}

		@Retry(name = "prices")
		@CircuitBreaker(name = "prices")
		public String price() {
			return "1";
		}

		long direct() {
			return stock(1, "a");
		}

		Supplier<String> reference() {
			return this::price;
		}

		List<Long> inALambda() {
			return Stream.of(1L).map((sku) -> stock(sku, "a")).toList();
		}

		long withArgumentsThatBranch(boolean first, @Nullable String shop) {
			try {
				return stock(first ? 1 : 2L + 3L, (shop != null) ? shop : new String(new char[] { 'a' }));
			}
			catch (IllegalStateException ex) {
				return 0;
			}
		}

		long throughALocalVariable() {
			SelfInvoking self = this;
			return self.stock(1, "a");
		}

	}

	static class NotSelfInvoking {

		private @Nullable NotSelfInvoking self;

		@CircuitBreaker(name = "inventory")
		public long stock(long sku) {
			return (sku > 0) ? stock(sku - 1) : helper(sku);
		}

		public long stock(int sku) {
			return sku;
		}

		private long helper(long sku) {
			return sku;
		}

		long throughTheProxy(NotSelfInvoking proxy) {
			NotSelfInvoking known = (this.self != null) ? this.self : proxy;
			return known.stock(1L) + proxy.stock(2L);
		}

		Supplier<Long> referenceToTheProxy(NotSelfInvoking proxy) {
			Supplier<Long> overload = () -> stock(1);
			return (proxy != null) ? () -> proxy.stock(3L) : overload;
		}

		static long ofNobody(NotSelfInvoking proxy) {
			return proxy.stock(1L);
		}

	}

	interface PostingApi {

		@PostExchange("/a")
		@Retry(name = "inventory")
		String post();

		@PostMapping("/b")
		@Retry(name = "inventory")
		String patch();

		@GetExchange("/c")
		@Retry(name = "inventory")
		String get();

		@PostExchange("/d")
		String postOnce();

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "inventory", types = PostingApi.class)
	static class Posts {

	}

	static class Posting {

		@Nullable RestClient client;

		@Nullable PostingApi api;

		@Retry(name = "inventory")
		void byClient() {
			if (this.client != null) {
				this.client.post().uri("/").retrieve().toBodilessEntity();
			}
		}

		@Retry(name = "inventory")
		void byInterface() {
			if (this.api != null) {
				this.api.post();
			}
		}

	}

	interface IdempotentApi {

		@PutExchange("/a")
		@Retry(name = "inventory")
		String put();

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "inventory", types = IdempotentApi.class)
	static class NotPosting {

		@Nullable RestClient client;

		@Nullable IdempotentApi api;

		@PostMapping("/receives")
		@Retry(name = "inventory")
		void receives() {
			if (this.client != null && this.api != null) {
				this.client.get().uri("/").retrieve().toBodilessEntity();
				this.api.put();
			}
		}

		void postsWithoutRetry() {
			if (this.client != null) {
				this.client.post().uri("/").retrieve().toBodilessEntity();
			}
		}

	}

}
