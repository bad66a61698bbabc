package io.github.resiliencestarter.annotation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fallbacks that are methods of an annotated interface, whoever implements it.
 */
@ExtendWith(OutputCaptureExtension.class)
class InterfaceFallbackTests {

	private final ApplicationContextRunner runner = Annotated.checked().withUserConfiguration(Implementations.class);

	@ParameterizedTest
	@ValueSource(strings = { "http", "plain", "implemented", "lambda" })
	void respond(String bean, CapturedOutput output) {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			Port port = context.getBean(bean, Port.class);
			assertThat(port.get()).isEqualTo("default");
			if (!bean.equals("lambda")) {
				assertThat(port.later().get(10, TimeUnit.SECONDS)).isEqualTo("later");
				assertThat(port.mono().block()).isEqualTo("mono");
			}
			assertThat(port.defaultMethod("a")).isEqualTo("default a");
			assertThat(port.ofNoFallback("b")).isEqualTo("b");
		});
		assertThat(output).doesNotContain("No fallback").doesNotContain("Startup check");
	}

	@ParameterizedTest
	@ValueSource(strings = { "classLevel", "classLevelPlain" })
	void ofAnAnnotatedInterfaceRespond(String bean, CapturedOutput output) {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			ClassLevel port = context.getBean(bean, ClassLevel.class);
			assertThat(port.one()).isEqualTo("instead");
			assertThat(port.two()).isEqualTo("instead");
		});
		assertThat(output).doesNotContain("No fallback").doesNotContain("Startup check");
	}

	public interface Port {

		@GetExchange("/")
		@CircuitBreaker(name = "port", fallbackMethod = "instead")
		String get();

		@GetExchange("/")
		@Retry(name = "port", fallbackMethod = "laterInstead")
		default CompletableFuture<String> later() {
			return CompletableFuture.failedFuture(new IOException());
		}

		@CircuitBreaker(name = "port", fallbackMethod = "monoInstead")
		default Mono<String> mono() {
			return Mono.error(new IOException());
		}

		@CircuitBreaker(name = "port", fallbackMethod = "defaultInstead")
		default String defaultMethod(String what) {
			throw new UncheckedIOException(new IOException());
		}

		@CircuitBreaker(name = "other")
		default String ofNoFallback(String what) {
			return what;
		}

		default String instead(RuntimeException failure) {
			return "default";
		}

		default CompletableFuture<String> laterInstead(Throwable failure) {
			return CompletableFuture.completedFuture("later");
		}

		default Mono<String> monoInstead(Throwable failure) {
			return Mono.just("mono");
		}

		default String defaultInstead(String what, Throwable failure) {
			return "default " + what;
		}

	}

	@CircuitBreaker(name = "class", fallbackMethod = "instead")
	public interface ClassLevel {

		String one();

		String two();

		default String instead(Throwable failure) {
			return "instead";
		}

	}

	static class Implemented implements Port {

		@Override
		public String get() {
			throw new IllegalStateException();
		}

	}

	static class Failing<T> implements FactoryBean<T> {

		private final Class<T> type;

		Failing(Class<T> type) {
			this.type = type;
		}

		@Override
		public T getObject() {
			return this.type.cast(Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { this.type },
					(proxy, method, arguments) -> {
						if (method.isDefault()) {
							return InvocationHandler.invokeDefault(proxy, method, arguments);
						}
						if (method.getDeclaringClass() == Object.class) {
							return method.getName().equals("hashCode") ? (Object) 1 : "failing";
						}
						throw new IllegalStateException();
					}));
		}

		@Override
		public Class<?> getObjectType() {
			return this.type;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Implementations {

		@Bean
		Port http() {
			return HttpServiceProxyFactory
				.builderFor(RestClientAdapter.create(RestClient.builder().baseUrl("http://localhost:1").build()))
				.build()
				.createClient(Port.class);
		}

		@Bean
		Failing<Port> plain() {
			return new Failing<>(Port.class);
		}

		@Bean
		Implemented implemented() {
			return new Implemented();
		}

		@Bean
		Port lambda() {
			return () -> {
				throw new IllegalStateException();
			};
		}

		@Bean
		Failing<ClassLevel> classLevelPlain() {
			return new Failing<>(ClassLevel.class);
		}

		@Bean
		ClassLevel classLevel() {
			return new Levels();
		}

	}

	static class Levels implements ClassLevel {

		@Override
		public String one() {
			throw new IllegalStateException();
		}

		@Override
		public String two() {
			throw new IllegalStateException();
		}

	}

}
