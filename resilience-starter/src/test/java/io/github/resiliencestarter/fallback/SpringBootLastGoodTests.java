package io.github.resiliencestarter.fallback;

import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Last good answers in the cache that Spring Boot creates, which is a Caffeine cache if
 * that is on the class path.
 */
class SpringBootLastGoodTests extends LastGoodCacheContract {

	@Override
	Class<?> caching() {
		return Caching.class;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	@Import(Application.class)
	static class Caching {

	}

}
