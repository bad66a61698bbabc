package io.github.resiliencestarter.annotation;

import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.spring6.spelresolver.DefaultSpelResolver;
import io.github.resilience4j.spring6.spelresolver.SpelResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.core.StandardReflectionParameterNameDiscoverer;
import org.springframework.core.annotation.AliasFor;
import org.springframework.expression.spel.standard.SpelExpressionParser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link AnnotatedNames}.
 */
@ExtendWith(OutputCaptureExtension.class)
class AnnotatedNamesTests {

	private final ApplicationContextRunner runner = Annotated.checked()
		.withConfiguration(AutoConfigurations.of(PropertyPlaceholderAutoConfiguration.class))
		.withBean(Billing.class);

	@Test
	void placeholdersInsideANameAreResolvedAtStartupAndOnTheCall(CapturedOutput output) {
		this.runner.withPropertyValues("zone=eu").run((context) -> {
			assertThat(context).hasNotFailed();
			CircuitBreakerRegistry breakers = context.getBean(CircuitBreakerRegistry.class);
			assertThat(names(context)).contains("billing-eu", "eu", "eu-eu", "billing-none", "composed-eu")
				.noneMatch((name) -> name.contains("$") || name.contains("#"));
			Billing billing = context.getBean(Billing.class);
			for (String name : List.of("billing-eu", "eu", "eu-eu", "billing-none", "composed-eu")) {
				breakers.circuitBreaker(name).transitionToOpenState();
			}
			assertThat(billing.within()).isEqualTo("instead");
			assertThat(billing.whole()).isEqualTo("instead");
			assertThat(billing.twice()).isEqualTo("instead");
			assertThat(billing.withDefault()).isEqualTo("instead");
			assertThat(billing.composed()).isEqualTo("instead");
			assertThat(names(context)).noneMatch((name) -> name.contains("$"));
		});
		assertThat(output).doesNotContain("Startup check");
	}

	@Test
	void placeholderThatNothingResolvesIsAFinding(CapturedOutput output) {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			Billing billing = context.getBean(Billing.class);
			// As in Resilience4j
			assertThat(billing.within()).isEqualTo("called");
			assertThat(names(context)).contains("billing-${zone}");
			assertThatIllegalArgumentException().isThrownBy(billing::whole);
			assertThat(billing.withDefault()).isEqualTo("called");
			assertThat(billing.expression("a")).isEqualTo("called");
		});
		assertThat(output).contains("Billing.within() (unresolved-placeholder)")
			.contains("No property resolves the placeholder in 'billing-${zone}' of its @CircuitBreaker.")
			.doesNotContain("Billing.withDefault()");
	}

	@Test
	void placeholderOfAFallbackThatNothingResolvesIsAFindingToo(CapturedOutput output) {
		this.runner.withBean(Unresolved.class).run((context) -> {
			assertThat(context).hasNotFailed();
			Unresolved unresolved = context.getBean(Unresolved.class);
			// As with Resilience4j
			assertThatIllegalArgumentException().isThrownBy(unresolved::fallback);
			assertThat(unresolved.configuration()).isEqualTo("called");
			assertThat(unresolved.nested()).isEqualTo("called");
			assertThat(names(context)).contains("deep", "configured");
		});
		assertThat(output).contains("Unresolved.fallback() (unresolved-placeholder)")
			.contains("No property resolves the placeholder in '${missing}' of its @CircuitBreaker.");
	}

	@Test
	void resolverThatExtendsResilience4jsIsAskedAtEachCall() {
		this.runner.withBean(Named.class)
			.withBean(TenantResolver.class)
			.withPropertyValues("zone=eu")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Named named = context.getBean(Named.class);
				assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> named.find(""))
					.withMessage("no tenant");
				context.getBean(CircuitBreakerRegistry.class).circuitBreaker("tenant-b").transitionToOpenState();
				assertThat(named.find("a")).isEqualTo("called");
				assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(() -> named.find("b"));
				assertThat(context.getBean(Billing.class).whole()).isEqualTo("called");
				assertThat(names(context)).contains("tenant-a", "eu").doesNotContain("tenant");
			});
	}

	@Test
	void expressionsAreEvaluatedAtEachCallAndTheirResultIsTakenAsItIs() {
		this.runner.withPropertyValues("zone=eu", "secret=told").run((context) -> {
			Billing billing = context.getBean(Billing.class);
			assertThat(billing.expression("a")).isEqualTo("called");
			assertThat(billing.expression("${secret}")).isEqualTo("called");
			assertThat(billing.ofMethod()).isEqualTo("called");
			assertThat(billing.template()).isEqualTo("called");
			assertThat(names(context)).contains("a", "${secret}", "ofMethod", "template-eu").doesNotContain("told");
		});
	}

	@Test
	void userResolverIsCalledOnEachCallWithMethodAndArguments(CapturedOutput output) {
		Recording recording = new Recording();
		this.runner.withBean(Named.class)
			.withBean(SpelResolver.class, () -> recording)
			.withPropertyValues("zone=eu")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Named named = context.getBean(Named.class);
				context.getBean(CircuitBreakerRegistry.class).circuitBreaker("tenant-b").transitionToOpenState();
				assertThat(named.find("a")).isEqualTo("called");
				assertThat(named.find("b")).isEqualTo("instead of b");
				assertThat(named.find("a")).isEqualTo("called");
				assertThat(recording.asked).containsExactly("find[a]retry", "find[a]", "find[a]tenant", "find[a]from",
						"find[b]retry", "find[b]", "find[b]tenant", "find[b]from", "find[a]retry", "find[a]",
						"find[a]tenant", "find[a]from");
				assertThat(context.getBean(RetryRegistry.class).find("retry-a")).isPresent();
				assertThat(names(context)).contains("tenant-a").doesNotContain("tenant");
			});
	}

	private static List<String> names(ApplicationContext context) {
		return context.getBean(CircuitBreakerRegistry.class)
			.getAllCircuitBreakers()
			.stream()
			.filter((breaker) -> breaker.getState() != State.DISABLED)
			.map((breaker) -> breaker.getName())
			.toList();
	}

	static class Billing {

		@CircuitBreaker(name = "billing-${zone}", fallbackMethod = "instead")
		public String within() {
			return "called";
		}

		@CircuitBreaker(name = "${zone}", fallbackMethod = "instead")
		public String whole() {
			return "called";
		}

		@CircuitBreaker(name = "${zone}-${zone}", fallbackMethod = "instead")
		public String twice() {
			return "called";
		}

		@CircuitBreaker(name = "billing-${none:none}", fallbackMethod = "${none:in}stead")
		public String withDefault() {
			return "called";
		}

		@Composed(breaker = "composed-${zone}")
		public String composed() {
			return "called";
		}

		@CircuitBreaker(name = "#p0")
		public String expression(String name) {
			return "called";
		}

		@CircuitBreaker(name = "#root.methodName")
		public String ofMethod() {
			return "called";
		}

		@CircuitBreaker(name = "#{'template-${zone}'}")
		public String template() {
			return "called";
		}

		public String instead(Throwable failure) {
			return "instead";
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@CircuitBreaker(name = "", fallbackMethod = "instead")
	@interface Composed {

		@AliasFor(annotation = CircuitBreaker.class, attribute = "name")
		String breaker();

	}

	static class Named {

		@Retry(name = "retry")
		@CircuitBreaker(name = "tenant", fallbackMethod = "from")
		public String find(String tenant) throws IOException {
			return "called";
		}

		@SuppressWarnings({ "UnusedMethod", "UnusedVariable" })
		private String instead(String tenant, Throwable failure) {
			return "instead of " + tenant;
		}

	}

	static class Unresolved {

		@CircuitBreaker(name = "unresolved", fallbackMethod = "${missing}")
		public String fallback() {
			return "called";
		}

		@CircuitBreaker(name = "configured", configuration = "${missing}")
		public String configuration() {
			return "called";
		}

		@CircuitBreaker(name = "${missing:${absent:deep}}")
		public String nested() {
			return "called";
		}

	}

	static class TenantResolver extends DefaultSpelResolver {

		TenantResolver(BeanFactory beanFactory, ConfigurableBeanFactory placeholders) {
			super(new SpelExpressionParser(), new StandardReflectionParameterNameDiscoverer(), beanFactory);
			setEmbeddedValueResolver(new EmbeddedValueResolver(placeholders));
		}

		@Override
		public String resolve(Method method, Object[] arguments, String text) {
			if (!text.equals("tenant")) {
				return text.equals("from") ? "" : super.resolve(method, arguments, text);
			}
			if ("".equals(arguments[0])) {
				throw new IllegalStateException("no tenant");
			}
			return text + "-" + arguments[0];
		}

	}

	static class Recording implements SpelResolver {

		private final List<String> asked = new ArrayList<>();

		@Override
		public String resolve(Method method, Object[] arguments, String text) {
			this.asked.add(method.getName() + Arrays.toString(arguments) + text);
			return text.equals("from") ? "instead" : text.isEmpty() ? "" : text + "-" + arguments[0];
		}

	}

}
