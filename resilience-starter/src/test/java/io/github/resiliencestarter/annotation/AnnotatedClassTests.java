package io.github.resiliencestarter.annotation;

import java.io.IOException;

import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for annotations of a class, whose fallback is a method of the same class.
 */
@ExtendWith(OutputCaptureExtension.class)
class AnnotatedClassTests {

	private final ApplicationContextRunner runner = Annotated.checked();

	@Test
	void privateFallbackRespondsWhileTheBreakerIsClosedAndOpen(CapturedOutput output) {
		this.runner.withBean(WithPrivateFallback.class).run((context) -> {
			assertThat(context).hasNotFailed();
			WithPrivateFallback client = context.getBean(WithPrivateFallback.class);
			assertThat(client.find("a")).isEqualTo("IOException of a");
			open(context.getBean(CircuitBreakerRegistry.class), "private");
			assertThat(client.find("b")).isEqualTo("CallNotPermittedException of b");
			assertThat(context.getBean(CircuitBreakerRegistry.class)
				.circuitBreaker("private")
				.getMetrics()
				.getNumberOfNotPermittedCalls()).isOne();
		});
		assertThat(output).doesNotContain("Startup check").doesNotContain("No fallback");
	}

	@Test
	void publicFallbackRespondsWhileTheBreakerIsClosedAndOpen(CapturedOutput output) {
		this.runner.withBean(WithPublicFallbacks.class).run((context) -> {
			assertThat(context).hasNotFailed();
			WithPublicFallbacks client = context.getBean(WithPublicFallbacks.class);
			assertThat(client.find("a")).isEqualTo("IOException of a");
			assertThat(client.find()).isEqualTo("IOException");
			CircuitBreakerRegistry breakers = context.getBean(CircuitBreakerRegistry.class);
			assertThat(breakers.circuitBreaker("public").getMetrics().getNumberOfBufferedCalls()).isEqualTo(2);
			open(breakers, "public");
			assertThat(client.find("b")).isEqualTo("CallNotPermittedException of b");
			assertThat(client.find()).isEqualTo("CallNotPermittedException");
		});
		assertThat(output).doesNotContain("Startup check").doesNotContain("No fallback");
	}

	@Test
	void severalAnnotationsShareOneFallback() {
		this.runner.withBean(WithSeveral.class).run((context) -> {
			assertThat(context).hasNotFailed();
			WithSeveral client = context.getBean(WithSeveral.class);
			assertThat(client.find()).isEqualTo("IOException");
			assertThat(client.attempts()).isEqualTo(3);
			open(context.getBean(CircuitBreakerRegistry.class), "several");
			assertThat(client.find()).isEqualTo("CallNotPermittedException");
		});
	}

	@Test
	void fallbackOfAMethodIsNotProtectedByItsClass() {
		this.runner.withBean(WithFallbackOfAMethod.class).run((context) -> {
			assertThat(context).hasNotFailed();
			open(context.getBean(CircuitBreakerRegistry.class), "ofclass");
			assertThat(context.getBean(WithFallbackOfAMethod.class).find()).isEqualTo("CallNotPermittedException");
			assertThatExceptionOfType(Exception.class)
				.isThrownBy(() -> context.getBean(WithFallbackOfAMethod.class).other());
		});
	}

	@Test
	void inheritedAnnotationsAndFallbackRespond() {
		this.runner.withBean(Inheriting.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Inheriting.class).find("a")).isEqualTo("IOException of a");
			assertThat(context.getBean(Inheriting.class).find()).isEqualTo("IOException");
			open(context.getBean(CircuitBreakerRegistry.class), "public");
			assertThat(context.getBean(Inheriting.class).find("a")).isEqualTo("CallNotPermittedException of a");
		});
	}

	@Test
	void fallbackNamedByAPlaceholderIsNotJudged() {
		this.runner.withBean(WithPlaceholder.class)
			.withPropertyValues("fallback=instead")
			.run((context) -> assertThat(context.getBean(WithPlaceholder.class).find()).isEqualTo("IOException"));
	}

	@Test
	void methodsThatTheFallbackDoesNotFitGoOnWithoutIt(CapturedOutput output) {
		this.runner.withBean(WithOtherResults.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(WithOtherResults.class).find()).isEqualTo("IOException");
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> context.getBean(WithOtherResults.class).count());
		});
		assertThat(output).contains("WithOtherResults.count() (fallback-incomplete)");
	}

	private static void open(CircuitBreakerRegistry breakers, String name) {
		breakers.circuitBreaker(name).transitionToOpenState();
	}

	@CircuitBreaker(name = "private", fallbackMethod = "instead")
	static class WithPrivateFallback {

		public String find(String sku) throws IOException {
			throw new IOException(sku);
		}

		@SuppressWarnings("UnusedMethod")
		private String instead(String sku, Exception failure) {
			return failure.getClass().getSimpleName() + " of " + sku;
		}

	}

	@CircuitBreaker(name = "public", fallbackMethod = "instead")
	static class WithPublicFallbacks {

		public String find(String sku) throws IOException {
			throw new IOException(sku);
		}

		public String find() throws IOException {
			throw new IOException("nothing");
		}

		public String instead(String sku, IOException failure) {
			return failure.getClass().getSimpleName() + " of " + sku;
		}

		public String instead(String sku, RuntimeException failure) {
			return failure.getClass().getSimpleName() + " of " + sku;
		}

		public String instead(Throwable failure) {
			return failure.getClass().getSimpleName();
		}

	}

	@Retry(name = "several", fallbackMethod = "instead")
	@CircuitBreaker(name = "several")
	@Bulkhead(name = "several", fallbackMethod = "instead")
	static class WithSeveral {

		private int attempts;

		int attempts() {
			return this.attempts;
		}

		public String find() throws IOException {
			this.attempts++;
			throw new IOException();
		}

		public String instead(Throwable failure) {
			return failure.getClass().getSimpleName();
		}

	}

	@CircuitBreaker(name = "ofclass")
	static class WithFallbackOfAMethod {

		@Retry(name = "ofmethod", fallbackMethod = "instead")
		public String find() throws IOException {
			throw new IOException();
		}

		public String other() {
			return "other";
		}

		public String instead(Throwable failure) {
			return failure.getClass().getSimpleName();
		}

	}

	static class Inheriting extends WithPublicFallbacks {

		@Override
		public String find() throws IOException {
			throw new IOException("inherited");
		}

	}

	@CircuitBreaker(name = "placeholder", fallbackMethod = "${fallback}")
	static class WithPlaceholder {

		public String find() throws IOException {
			throw new IOException();
		}

		public String instead(Throwable failure) {
			return failure.getClass().getSimpleName();
		}

	}

	@CircuitBreaker(name = "results", fallbackMethod = "instead")
	@SuppressWarnings("UnusedMethod")
	static class WithOtherResults {

		public String find() throws IOException {
			throw new IOException();
		}

		public int count() throws IOException {
			throw new IOException();
		}

		private String instead(Throwable failure) {
			return failure.getClass().getSimpleName();
		}

	}

}
