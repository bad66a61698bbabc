package io.github.resiliencestarter.annotation;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for fallbacks of annotated methods.
 */
@ExtendWith(OutputCaptureExtension.class)
class AnnotatedFallbackTests {

	private final ApplicationContextRunner runner = Annotated.runner()
		.withBean(Shop.class)
		.withBean("other", Other.class);

	@Test
	void isCalledOnceAfterTheLastRetryNoMatterWhichAnnotationNamesIt() {
		this.runner.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			assertThat(shop.underRetry()).isEqualTo("instead");
			assertThat(shop.attempts()).isEqualTo(3);
			assertThat(shop.fallbacks()).isOne();
		});
	}

	@Test
	void hidesTheFailureFromTheRetryAtItsAnnotationAsWithResilience4j() {
		this.runner.withPropertyValues("resilience.annotation.fallback-placement=annotation").run((context) -> {
			Shop shop = context.getBean(Shop.class);
			assertThat(shop.underRetry()).isEqualTo("instead");
			assertThat(shop.attempts()).isOne();
		});
	}

	@Test
	void mostSpecificFallbackIsCalledAndOfEqualOnesTheInnermost() {
		this.runner.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			assertThat(shop.several(new IOException("failure"))).isEqualTo("IOException of the retry");
			assertThat(shop.several(new IllegalStateException("failure"))).isEqualTo("Exception of the breaker");
		});
	}

	@Test
	void ownAnnotationsApply() {
		this.runner.run((context) -> {
			assertThat(context.getBean(Shop.class).chained()).isEqualTo("second");
			assertThat(context.getBean(CircuitBreakerRegistry.class)
				.circuitBreaker("first")
				.getMetrics()
				.getNumberOfFailedCalls()).isOne();
		});
	}

	@Test
	void ignoresAFallbackThatLeadsBack(CapturedOutput output) {
		this.runner.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> shop.circle(new IOException("failure")));
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> shop.circle(new IOException("failure")));
			assertThat(output).containsOnlyOnce("Fallback of " + Shop.class.getName()
					+ ".circle() is ignored: 'round' leads back to circle(), which would be an infinite loop");
		});
	}

	@Test
	void mayBeInAnotherBeanAlsoPrivate() {
		this.runner.run((context) -> {
			assertThat(context.getBean(Shop.class).elsewhere("sku")).isEqualTo("sku of another bean");
			assertThat(context.getBean(Shop.class).hiddenElsewhere()).isEqualTo("wired");
		});
	}

	@Test
	void privateAndFinalOnesSeeTheFieldsOfTheBean() {
		this.runner.run((context) -> {
			assertThat(context.getBean(Shop.class).hidden()).isEqualTo("wired");
			assertThat(context.getBean(Shop.class).sealed()).isEqualTo("wired");
		});
	}

	// Reflection returns a shared Method object to other callers: resilience4j#878
	@Test
	void callsAPrivateFallbackThatOtherCodeMakesInaccessible() {
		this.runner.withBean(ParityRemote.class).run((context) -> {
			ParityRemote remote = context.getBean(ParityRemote.class);
			remote.play(new FileNotFoundException("failure"));
			assertThat(remote.withFallback("sku")).isEqualTo("FileNotFoundException of sku");
			Method shared = ReflectionUtils.findMethod(ParityRemote.class, "instead", String.class,
					FileNotFoundException.class);
			assertThat(shared).isNotNull();
			assertThat(shared.canAccess(AopProxyUtils.getSingletonTarget(remote))).isFalse();
		});
	}

	@Test
	void isCalledForAFutureThatFailsAndNotForOneThatSucceeds() {
		this.runner.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			assertThat(shop.later(CompletableFuture.failedFuture(new IOException("failure"))).get())
				.isEqualTo("instead of IOException");
			assertThat(shop.later(CompletableFuture.completedFuture("answer")).get()).isEqualTo("answer");
		});
	}

	@SuppressWarnings("unused")
	static class Shop {

		private String wired = "not wired";

		private int attempts;

		private int fallbacks;

		int attempts() {
			return this.attempts;
		}

		int fallbacks() {
			return this.fallbacks;
		}

		@Value("wired")
		void setWired(String wired) {
			this.wired = wired;
		}

		@Retry(name = "shop")
		@CircuitBreaker(name = "shop", fallbackMethod = "instead")
		String underRetry() throws IOException {
			this.attempts++;
			throw new IOException("failure");
		}

		String instead(Exception ex) {
			this.fallbacks++;
			return "instead";
		}

		@Retry(name = "ofretry", fallbackMethod = "ofRetry")
		@CircuitBreaker(name = "several", fallbackMethod = "ofBreaker")
		String several(Exception failure) throws Exception {
			throw failure;
		}

		String ofRetry(IOException ex) {
			return "IOException of the retry";
		}

		String ofRetry(Exception ex) {
			return "Exception of the retry";
		}

		String ofBreaker(Exception ex) {
			return "Exception of the breaker";
		}

		@CircuitBreaker(name = "chained", fallbackMethod = "first")
		String chained() throws IOException {
			throw new IOException("failure");
		}

		@CircuitBreaker(name = "first", fallbackMethod = "second")
		String first(IOException ex) throws IOException {
			throw new IOException("failure of the fallback");
		}

		String second(IOException ex) {
			return "second";
		}

		@CircuitBreaker(name = "circle", fallbackMethod = "round")
		String circle(IOException ex) throws IOException {
			throw ex;
		}

		@CircuitBreaker(name = "round", fallbackMethod = "andRound")
		String round(IOException ex) throws IOException {
			throw ex;
		}

		@CircuitBreaker(name = "andRound", fallbackMethod = "circle")
		String andRound(IOException ex) throws IOException {
			throw ex;
		}

		@CircuitBreaker(name = "shop", fallbackMethod = "other::find")
		String elsewhere(String sku) throws IOException {
			throw new IOException("failure");
		}

		@CircuitBreaker(name = "shop", fallbackMethod = "other::hidden")
		String hiddenElsewhere() throws IOException {
			throw new IOException("failure");
		}

		@CircuitBreaker(name = "hidden", fallbackMethod = "privately")
		String hidden() throws IOException {
			throw new IOException("failure");
		}

		private String privately(Exception ex) {
			return this.wired;
		}

		@CircuitBreaker(name = "shop", fallbackMethod = "finallyInstead")
		String sealed() throws IOException {
			throw new IOException("failure");
		}

		final String finallyInstead(Exception ex) {
			return this.wired;
		}

		@CircuitBreaker(name = "later", fallbackMethod = "soon")
		CompletableFuture<@Nullable String> later(CompletableFuture<@Nullable String> result) {
			return result;
		}

		private CompletableFuture<String> soon(Exception ex) {
			return CompletableFuture.completedFuture("instead of " + ex.getClass().getSimpleName());
		}

	}

	@SuppressWarnings("unused")
	static class Other {

		private String wired = "not wired";

		@Value("wired")
		void setWired(String wired) {
			this.wired = wired;
		}

		@CircuitBreaker(name = "other")
		String find(String sku, IOException ex) {
			return sku + " of another bean";
		}

		private String hidden(IOException ex) {
			return this.wired;
		}

	}

}
