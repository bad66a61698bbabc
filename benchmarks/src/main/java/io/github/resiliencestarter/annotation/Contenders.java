package io.github.resiliencestarter.annotation;

import java.util.List;
import java.util.concurrent.Callable;

import com.alibaba.csp.sentinel.annotation.SentinelResource;
import com.alibaba.csp.sentinel.annotation.aspectj.SentinelResourceAspect;
import com.alibaba.csp.sentinel.slots.block.degrade.DegradeRule;
import com.alibaba.csp.sentinel.slots.block.degrade.DegradeRuleManager;
import dev.failsafe.Bulkhead;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryRegistry;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.EnableAspectJAutoProxy;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;

/**
 * Beans and policies to compare.
 */
public final class Contenders {

	private static final String NAME = "inventory";

	private Contenders() {
	}

	/**
	 * Application that is running.
	 */
	@State(Scope.Benchmark)
	public abstract static class Application {

		private final ConfigurableApplicationContext context;

		Application(Class<?> configuration, String... arguments) {
			this.context = new SpringApplicationBuilder(configuration).web(WebApplicationType.NONE)
				.properties("spring.main.banner-mode=off", "logging.level.root=warn",
						"spring.cloud.consul.enabled=false")
				.run(arguments);
		}

		<T> T bean(Class<T> type) {
			return this.context.getBean(type);
		}

		/**
		 * Close the context.
		 */
		@TearDown
		public void tearDown() {
			this.context.close();
		}

	}

	/**
	 * The plain bean.
	 */
	@State(Scope.Benchmark)
	public static class Plain {

		private final Annotated bean = new Annotated();

		Annotated bean() {
			return this.bean;
		}

	}

	/**
	 * The starter.
	 */
	@State(Scope.Benchmark)
	public static class Starter extends Application {

		private final Annotated bean = bean(Annotated.class);

		/**
		 * Start the application.
		 */
		public Starter() {
			super(AnnotatedConfiguration.class);
		}

		Annotated bean() {
			return this.bean;
		}

	}

	/**
	 * Resilience4j's aspects, with the starter's defaults.
	 */
	@State(Scope.Benchmark)
	public static class Aspects extends Application {

		private final Annotated bean = bean(Annotated.class);

		/**
		 * Start the application.
		 */
		public Aspects() {
			super(AnnotatedConfiguration.class, "--resilience.annotation.enabled=false");
		}

		Annotated bean() {
			return this.bean;
		}

	}

	/**
	 * The engines of the starter's registries, composed by hand.
	 */
	@State(Scope.Benchmark)
	public static class ByHand extends Application {

		private final Callable<String> call = compose();

		/**
		 * Start the application.
		 */
		public ByHand() {
			super(AnnotatedConfiguration.class);
		}

		private Callable<String> compose() {
			Callable<String> attempt = () -> "ok";
			Callable<String> inBulkhead = io.github.resilience4j.bulkhead.Bulkhead
				.decorateCallable(bean(BulkheadRegistry.class).bulkhead(NAME), attempt);
			Callable<String> inBreaker = io.github.resilience4j.circuitbreaker.CircuitBreaker
				.decorateCallable(bean(CircuitBreakerRegistry.class).circuitBreaker(NAME), inBulkhead);
			return Retry.decorateCallable(bean(RetryRegistry.class).retry(NAME), inBreaker);
		}

		String call() throws Exception {
			return this.call.call();
		}

	}

	/**
	 * Spring Framework.
	 */
	@State(Scope.Benchmark)
	public static class Framework extends Application {

		private final RetryableBean bean = bean(RetryableBean.class);

		/**
		 * Start the application.
		 */
		public Framework() {
			super(FrameworkConfiguration.class);
		}

		RetryableBean bean() {
			return this.bean;
		}

	}

	/**
	 * Sentinel.
	 */
	@State(Scope.Benchmark)
	public static class Sentinel extends Application {

		private final SentinelBean bean = bean(SentinelBean.class);

		/**
		 * Start the application.
		 */
		public Sentinel() {
			super(SentinelConfiguration.class);
			DegradeRuleManager.loadRules(List.of(new DegradeRule(NAME).setGrade(1).setCount(0.5).setTimeWindow(5)));
		}

		SentinelBean bean() {
			return this.bean;
		}

	}

	/**
	 * Failsafe.
	 */
	@State(Scope.Benchmark)
	public static class FailsafePolicies {

		private final FailsafeExecutor<String> executor = Failsafe.with(List.of(RetryPolicy.<String>ofDefaults(),
				CircuitBreaker.<String>ofDefaults(), Bulkhead.<String>builder(50).build()));

		String call() {
			return this.executor.get(() -> "ok");
		}

	}

	/**
	 * Bean with Resilience4j's annotations.
	 */
	public static class Annotated {

		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = NAME)
		public String one() {
			return "ok";
		}

		@io.github.resilience4j.retry.annotation.Retry(name = NAME)
		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = NAME)
		@io.github.resilience4j.bulkhead.annotation.Bulkhead(name = NAME)
		public String three() {
			return "ok";
		}

	}

	/**
	 * Bean with the annotation of Spring Framework.
	 */
	public static class RetryableBean {

		@Retryable
		public String work() {
			return "ok";
		}

	}

	/**
	 * Bean with the annotation of Sentinel.
	 */
	public static class SentinelBean {

		@SentinelResource(NAME)
		public String work() {
			return "ok";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class AnnotatedConfiguration {

		@Bean
		Annotated annotated() {
			return new Annotated();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableResilientMethods
	static class FrameworkConfiguration {

		@Bean
		RetryableBean retryable() {
			return new RetryableBean();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAspectJAutoProxy(proxyTargetClass = true)
	static class SentinelConfiguration {

		@Bean
		SentinelResourceAspect sentinelAspect() {
			return new SentinelResourceAspect();
		}

		@Bean
		SentinelBean sentinel() {
			return new SentinelBean();
		}

	}

}
