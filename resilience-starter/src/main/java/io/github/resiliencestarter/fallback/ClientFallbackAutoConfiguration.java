package io.github.resiliencestarter.fallback;

import java.lang.reflect.Method;
import java.time.InstantSource;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.failure.HttpJudge;
import io.github.resiliencestarter.http.HttpFallbacks;
import io.github.resiliencestarter.http.HttpGuardAutoConfiguration;
import io.github.resiliencestarter.threads.ResilienceThreads;
import io.github.resiliencestarter.threads.ThreadsConfiguration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;
import org.springframework.web.reactive.function.client.support.WebClientHttpServiceGroupConfigurer;

/**
 * {@link AutoConfiguration Auto-configuration} for last good answers and fallbacks to
 * another service.
 */
@AutoConfiguration(before = HttpGuardAutoConfiguration.class)
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.fallback.enabled", matchIfMissing = true)
@EnableConfigurationProperties(FallbackProperties.class)
@Import(ThreadsConfiguration.class)
public final class ClientFallbackAutoConfiguration {

	// Only calls that have failed wait for the cache
	private static final int READERS = 16;

	@Bean
	LastGoodStore.Shared fallbackLastGoodStorage(FallbackProperties properties,
			ObjectProvider<CacheManager> cacheManager, ResilienceThreads threads) {
		FallbackProperties.Storage storage = properties.lastGoodAnswer();
		return new LastGoodStore.Shared(cacheManager::getObject, storage.cache(), storage.cacheTimeout(),
				new KeptKeys(storage.maxEntries()), new LatestWrites(threads.workers()),
				threads.limited(READERS, "all " + READERS + " threads that read the cache are busy"),
				threads.limited(READERS, "all " + READERS + " threads that wait for the cache are busy"),
				InstantSource.system());
	}

	@Bean
	FallbackListeners fallbackListeners(ObjectProvider<FallbackListener> listeners) {
		return new FallbackListeners(listeners.orderedStream().toList());
	}

	@Bean
	LastGoodMethods fallbackLastGoodMethods(LastGoodStore.Shared storage, FallbackListeners listeners,
			ObjectProvider<Principals> principals, ObjectProvider<HttpJudge> judge,
			ConfigurableListableBeanFactory beanFactory) {
		LastGoodMethod.Decisions decisions = new LastGoodMethod.Decisions(new AllPrincipals(principals),
				(target, error) -> judge.getIfAvailable(HttpJudge::standard).allowsFallback(target, error), listeners);
		return new LastGoodMethods((spec) -> new LastGoodMethod(spec,
				spec.maxStale((text) -> String.valueOf(beanFactory.resolveEmbeddedValue(text))),
				new MethodKey(spec.method(), spec.key()),
				new LastGoodStore(storage, "last good answers of " + name(spec.method()), System::nanoTime),
				decisions));
	}

	private static String name(Method method) {
		return method.getDeclaringClass().getSimpleName() + "." + method.getName() + "()";
	}

	@Bean
	@ConditionalOnMissingBean(HttpFallbacks.class)
	ClientFallbacks fallbackClientFallbacks(FallbackProperties properties, LastGoodStore.Shared storage,
			FallbackListeners listeners) {
		LastGoodStore store = new LastGoodStore(storage, "last good answers of HTTP clients", System::nanoTime);
		properties.targets().forEach((name, target) -> {
			if (target.lastGoodAnswer() != null && target.lastGoodAnswer().maxStale() != null) {
				listeners.onLastGoodAnswers(name);
			}
			if (target.service() != null) {
				listeners.onService(name);
			}
		});
		return new ClientFallbacks(properties,
				new LastGoodResponses(store, listeners, (int) properties.lastGoodAnswer().maxSize().toBytes()));
	}

	/**
	 * HTTP interfaces.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RestClientHttpServiceGroupConfigurer.class)
	static class HttpInterfaceConfiguration {

		@Bean
		LastGoodProcessor fallbackLastGoodProcessor(ConfigurableListableBeanFactory beanFactory) {
			return new LastGoodProcessor((text) -> String.valueOf(beanFactory.resolveEmbeddedValue(text)));
		}

		@Bean
		RestClientHttpServiceGroupConfigurer fallbackLastGoodGroupConfigurer(LastGoodProcessor processor) {
			return (groups) -> groups
				.forEachProxyFactory((group, factory) -> factory.httpRequestValuesProcessor(processor));
		}

	}

	/**
	 * HTTP interfaces on WebClient.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RestClientHttpServiceGroupConfigurer.class, WebClientHttpServiceGroupConfigurer.class })
	static class ReactiveHttpInterfaceConfiguration {

		@Bean
		WebClientHttpServiceGroupConfigurer fallbackLastGoodWebClientGroupConfigurer(LastGoodProcessor processor) {
			return (groups) -> groups
				.forEachProxyFactory((group, factory) -> factory.httpRequestValuesProcessor(processor));
		}

	}

	/**
	 * Users in Spring Security's context.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SecurityContextHolder.class)
	static class SecurityConfiguration {

		@Bean
		SecurityContextPrincipals fallbackSecurityContextPrincipals() {
			return new SecurityContextPrincipals();
		}

	}

}
