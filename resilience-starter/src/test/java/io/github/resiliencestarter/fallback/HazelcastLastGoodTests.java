package io.github.resiliencestarter.fallback;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.spring.cache.HazelcastCacheManager;

import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Last good answers in Hazelcast.
 */
class HazelcastLastGoodTests extends LastGoodCacheContract {

	@Override
	Class<?> caching() {
		return Caching.class;
	}

	@Configuration(proxyBeanMethods = false)
	@Import(Application.class)
	static class Caching {

		@Bean(destroyMethod = "shutdown")
		HazelcastInstance hazelcast() {
			Config config = new Config();
			config.setProperty("hazelcast.phone.home.enabled", "false");
			config.setProperty("hazelcast.logging.type", "slf4j");
			config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
			config.getNetworkConfig().setPort(0);
			config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
			config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
			return Hazelcast.newHazelcastInstance(config);
		}

		@Bean
		CacheManager cacheManager(HazelcastInstance hazelcast) {
			return new HazelcastCacheManager(hazelcast);
		}

	}

}
