package io.github.resiliencestarter.http;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.context.ContextCarrier;
import io.github.resiliencestarter.context.ContextCarrierConfiguration;
import io.github.resiliencestarter.deadline.DeadlineProperties;
import io.github.resiliencestarter.failure.FailureAutoConfiguration;
import io.github.resiliencestarter.failure.HttpJudge;
import io.github.resiliencestarter.guard.GuardAutoConfiguration;
import io.github.resiliencestarter.guard.Guards;
import io.github.resiliencestarter.loadbalancing.TriedInstances;
import io.github.resiliencestarter.targets.TargetContextPart;
import io.github.resiliencestarter.targets.TargetContextsConfiguration;
import io.github.resiliencestarter.threads.ResilienceThreads;
import io.github.resiliencestarter.threads.ThreadsConfiguration;
import io.micrometer.observation.ObservationRegistry;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.HttpComponentsClientHttpConnectorBuilder;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.client.loadbalancer.LoadBalancerRequestTransformer;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancerClientRequestTransformer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.cloud.openfeign.FeignBuilderCustomizer;
import org.springframework.cloud.openfeign.clientconfig.HttpClient5FeignConfiguration;
import org.springframework.cloud.openfeign.loadbalancer.LoadBalancerFeignRequestTransformer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * {@link AutoConfiguration Auto-configuration} for guarded HTTP calls.
 */
@AutoConfiguration(after = { GuardAutoConfiguration.class, FailureAutoConfiguration.class })
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.http.enabled", matchIfMissing = true)
@ConditionalOnBean(Guards.class)
@EnableConfigurationProperties({ DeadlineProperties.class, HttpProperties.class })
@Import({ ThreadsConfiguration.class, ContextCarrierConfiguration.class })
public final class HttpGuardAutoConfiguration {

	// Last, so that the guard ends up in front of everything that other customizers add
	private static final int CUSTOMIZER_ORDER = Ordered.LOWEST_PRECEDENCE;

	@Bean
	DeadlineHeader httpDeadlineHeader(DeadlineProperties properties) {
		return new DeadlineHeader(properties);
	}

	@Bean
	HttpGuard httpGuard(Guards guards, ObjectProvider<HttpJudge> judge,
			ObjectProvider<ObservationRegistry> observations, DeadlineHeader deadline,
			HttpGuard.Alternatives alternatives) {
		return new HttpGuard(guards, new HttpRules(judge.getIfAvailable(HttpJudge::standard)),
				new AttemptObservation(observations.getIfAvailable(() -> ObservationRegistry.NOOP)), deadline,
				alternatives);
	}

	@Bean
	HttpGuard.Alternatives httpAlternatives(ResilienceThreads threads, ContextCarrier carrier,
			ObjectProvider<HttpFallbacks> fallbacks) {
		return new HttpGuard.Alternatives(new HedgeThreads(threads, carrier),
				fallbacks.getIfAvailable(() -> HttpFallbacks.NONE));
	}

	@Bean
	AttemptTimer httpAttemptTimer(ResilienceThreads threads) {
		return new AttemptTimer(threads);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RestClient.class, RestClientCustomizer.class })
	static class BlockingConfiguration {

		@Bean
		GuardInterceptor httpGuardInterceptor(HttpGuard http, AttemptTimer timer,
				ObjectProvider<OtherInstance> otherInstance, HttpProperties properties) {
			return new GuardInterceptor(http, timer, otherInstance.getIfAvailable(),
					TestClients.unless(properties.guardTestClients()));
		}

		@Bean
		JdkHttpClientGuard httpJdkClientGuard(HttpGuard http, GuardInterceptor interceptor) {
			return new JdkHttpClientGuard(http, interceptor);
		}

		@Bean
		@Order(CUSTOMIZER_ORDER)
		RestClientCustomizer httpGuardRestClientCustomizer(GuardInterceptor interceptor) {
			return (builder) -> builder.requestInterceptors(interceptor::addTo);
		}

		@Bean
		@Order(CUSTOMIZER_ORDER)
		RestTemplateCustomizer httpGuardRestTemplateCustomizer(GuardInterceptor interceptor) {
			return (restTemplate) -> GuardedClients.guard(restTemplate, interceptor);
		}

		@Bean
		static GuardedClients httpGuardedClients(ObjectProvider<GuardInterceptor> interceptor) {
			return new GuardedClients(interceptor);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ WebClient.class, WebClientCustomizer.class })
	static class ReactiveConfiguration {

		@Bean
		GuardFilter httpGuardFilter(HttpGuard http, HttpProperties properties) {
			return new GuardFilter(http, Schedulers.parallel(), TestClients.unless(properties.guardTestClients()));
		}

		@Bean
		@Order(CUSTOMIZER_ORDER)
		WebClientCustomizer httpGuardWebClientCustomizer(GuardFilter filter) {
			return filter::addTo;
		}

		@Bean
		static GuardedWebClients httpGuardedWebClients(ObjectProvider<GuardFilter> filter) {
			return new GuardedWebClients(filter);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ExecChainHandler.class, RestClientCustomizer.class })
	static class HttpComponentsConfiguration {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		HttpComponentsAttempts httpComponentsAttempts(AttemptTimer timer) {
			return new HttpComponentsAttempts(timer);
		}

		@Bean
		ApacheHttpClientGuard httpApacheClientGuard(GuardInterceptor interceptor, HttpComponentsAttempts attempts) {
			return new ApacheHttpClientGuard(interceptor, attempts);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ FeignBuilderCustomizer.class, LoadBalancerClientFactory.class, RestClient.class,
			RestClientCustomizer.class })
	static class FeignConfiguration {

		// Last, so that the guard ends up around everything that other customizers add
		@Bean
		@Order(CUSTOMIZER_ORDER)
		FeignClients httpFeignClients(GuardInterceptor interceptor, DeadlineHeader deadline, AttemptTimer timer) {
			return new FeignClients(interceptor, deadline, timer);
		}

		@Bean
		static FeignLoadBalancers httpFeignLoadBalancers(ObjectProvider<AttemptTimer> timer,
				ObjectProvider<LoadBalancerClient> loadBalancer, ObjectProvider<LoadBalancerClientFactory> factory,
				ObjectProvider<LoadBalancerFeignRequestTransformer> transformers) {
			return new FeignLoadBalancers(timer, loadBalancer, factory, transformers);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ FeignBuilderCustomizer.class, ExecChainHandler.class, RestClientCustomizer.class })
	static class FeignHttpComponentsConfiguration {

		@Bean
		HttpClient5FeignConfiguration.HttpClientBuilderCustomizer httpFeignComponentsAttempts(
				HttpComponentsAttempts attempts) {
			return attempts::prepare;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HttpAsyncClientBuilder.class, WebClient.class, WebClientCustomizer.class })
	static class ReactiveHttpComponentsConfiguration {

		// By default, the client retries even a POST after a 503, without the guard
		// noticing. Runs first, so that a user's retry strategy replaces this one.
		// Spring copies the attributes of a request to its context
		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		ClientHttpConnectorBuilderCustomizer<HttpComponentsClientHttpConnectorBuilder> httpComponentsWithoutRetries() {
			return (builder) -> builder.withHttpClientCustomizer((client) -> client.setRetryStrategy(
					new UnguardedRetryStrategy((context) -> context.getAttribute(TriedInstances.ATTRIBUTE) != null)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ LoadBalancerLifecycle.class, ServiceInstanceListSupplier.class })
	@Import(TargetContextsConfiguration.class)
	static class LoadBalancerConfiguration {

		@Bean
		TargetContextPart httpTargetContextPart() {
			return new TargetContextPart(TriedInstancesConfiguration.class);
		}

		@Bean
		OtherInstance httpOtherInstance() {
			return new OtherInstance();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ LoadBalancerRequestTransformer.class, RestClient.class })
	static class BlockingDeadlineConfiguration {

		@Bean
		LoadBalancerRequestTransformer httpDeadlineRequestTransformer(DeadlineHeader deadline) {
			return (request, instance) -> {
				deadline.addToDiscovered(request.getAttributes(), request.getHeaders()::set);
				return request;
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ LoadBalancerClientRequestTransformer.class, WebClient.class })
	static class ReactiveDeadlineConfiguration {

		@Bean
		LoadBalancerClientRequestTransformer httpDeadlineClientRequestTransformer(DeadlineHeader deadline) {
			return (request, instance) -> {
				ClientRequest.Builder told = ClientRequest.from(request);
				deadline.addToDiscovered(request.attributes(),
						(name, value) -> told.headers((headers) -> headers.set(name, value)));
				return told.build();
			};
		}

	}

}
