package io.github.resiliencestarter.fallback;

import java.time.InstantSource;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.http.HttpFallbacks;
import io.github.resiliencestarter.http.HttpGuardAutoConfiguration;
import io.github.resiliencestarter.threads.ResilienceThreads;
import io.github.resiliencestarter.threads.ThreadsConfiguration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

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
				new KeptKeys(storage.maxEntries()), LastGoodStore.Shared.permits(), threads.workers(),
				threads.limited(READERS, "all " + READERS + " threads that read the cache are busy"),
				InstantSource.system());
	}

	@Bean
	FallbackListeners fallbackListeners(ObjectProvider<FallbackListener> listeners) {
		return new FallbackListeners(listeners.orderedStream().toList());
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
		});
		return new ClientFallbacks(properties, new LastGoodResponses(store, listeners,
				(int) properties.lastGoodAnswer().maxSize().toBytes()));
	}

}
