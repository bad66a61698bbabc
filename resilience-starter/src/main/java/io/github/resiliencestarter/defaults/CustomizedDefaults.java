package io.github.resiliencestarter.defaults;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.common.CompositeCustomizer;
import io.github.resilience4j.common.CustomizerWithName;
import io.github.resilience4j.common.bulkhead.configuration.BulkheadConfigCustomizer;
import io.github.resilience4j.common.bulkhead.configuration.CommonBulkheadConfigurationProperties;
import io.github.resilience4j.common.ratelimiter.configuration.CommonRateLimiterConfigurationProperties;
import io.github.resilience4j.common.ratelimiter.configuration.RateLimiterConfigCustomizer;
import io.github.resilience4j.common.retry.configuration.CommonRetryConfigurationProperties;
import io.github.resilience4j.common.retry.configuration.RetryConfigCustomizer;
import io.github.resilience4j.common.timelimiter.configuration.CommonTimeLimiterConfigurationProperties;
import io.github.resilience4j.common.timelimiter.configuration.TimeLimiterConfigCustomizer;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * {@link BeanPostProcessor} that makes what a customizer of a configuration sets a
 * property of it, in place of a production default. Instances copy the properties of the
 * configuration that they are based on: the default would be back in them.
 */
final class CustomizedDefaults implements BeanPostProcessor {

	private static final int UNTOUCHED_NUMBER = 1_234_567;

	private static final Duration UNTOUCHED = Duration.ofMillis(UNTOUCHED_NUMBER);

	private final List<Engine<?, ?, ?>> engines = List.of(
			new Engine<>("resilience4j.retry.configs.default.", CommonRetryConfigurationProperties.class,
					CommonRetryConfigurationProperties::getConfigs, RetryConfigCustomizer.class,
					List.of(new Customizable<>(
							new Setting<>("max-attempts",
									CommonRetryConfigurationProperties.InstanceProperties::getMaxAttempts,
									CommonRetryConfigurationProperties.InstanceProperties::setMaxAttempts, null),
							CustomizedDefaults::maxAttempts))),
			new Engine<>("resilience4j.bulkhead.configs.default.", CommonBulkheadConfigurationProperties.class,
					CommonBulkheadConfigurationProperties::getConfigs, BulkheadConfigCustomizer.class,
					List.of(new Customizable<>(new Setting<>("max-concurrent-calls",
							CommonBulkheadConfigurationProperties.InstanceProperties::getMaxConcurrentCalls,
							CommonBulkheadConfigurationProperties.InstanceProperties::setMaxConcurrentCalls, null),
							(customizer) -> changed(bulkhead(customizer).getMaxConcurrentCalls())),
							new Customizable<>(new Setting<>("max-wait-duration",
									CommonBulkheadConfigurationProperties.InstanceProperties::getMaxWaitDuration,
									CommonBulkheadConfigurationProperties.InstanceProperties::setMaxWaitDuration, null),
									(customizer) -> changed(bulkhead(customizer).getMaxWaitDuration())))),
			new Engine<>("resilience4j.ratelimiter.configs.default.", CommonRateLimiterConfigurationProperties.class,
					CommonRateLimiterConfigurationProperties::getConfigs, RateLimiterConfigCustomizer.class,
					List.of(new Customizable<>(new Setting<>("timeout-duration",
							CommonRateLimiterConfigurationProperties.InstanceProperties::getTimeoutDuration,
							CommonRateLimiterConfigurationProperties.InstanceProperties::setTimeoutDuration, null),
							CustomizedDefaults::timeoutOfRateLimiter))),
			new Engine<>("resilience4j.timelimiter.configs.default.", CommonTimeLimiterConfigurationProperties.class,
					CommonTimeLimiterConfigurationProperties::getConfigs, TimeLimiterConfigCustomizer.class,
					List.of(new Customizable<>(new Setting<>("timeout-duration",
							CommonTimeLimiterConfigurationProperties.InstanceProperties::getTimeoutDuration,
							CommonTimeLimiterConfigurationProperties.InstanceProperties::setTimeoutDuration, null),
							CustomizedDefaults::timeoutOfTimeLimiter))));

	private final ConfigurableEnvironment environment;

	CustomizedDefaults(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	@Override
	public synchronized Object postProcessAfterInitialization(Object bean, String beanName) {
		for (Engine<?, ?, ?> engine : this.engines) {
			engine.process(bean, (key) -> ProductionDefaults.isInEffect(this.environment, key));
		}
		return bean;
	}

	private static @Nullable Integer maxAttempts(RetryConfigCustomizer customizer) {
		RetryConfig.Builder<Object> builder = RetryConfig.custom().maxAttempts(UNTOUCHED_NUMBER);
		customizer.customize(builder);
		return changed(builder.build().getMaxAttempts());
	}

	private static BulkheadConfig bulkhead(BulkheadConfigCustomizer customizer) {
		BulkheadConfig.Builder builder = BulkheadConfig.custom()
			.maxConcurrentCalls(UNTOUCHED_NUMBER)
			.maxWaitDuration(UNTOUCHED);
		customizer.customize(builder);
		return builder.build();
	}

	private static @Nullable Duration timeoutOfRateLimiter(RateLimiterConfigCustomizer customizer) {
		RateLimiterConfig.Builder builder = RateLimiterConfig.custom().timeoutDuration(UNTOUCHED);
		customizer.customize(builder);
		return changed(builder.build().getTimeoutDuration());
	}

	private static @Nullable Duration timeoutOfTimeLimiter(TimeLimiterConfigCustomizer customizer) {
		TimeLimiterConfig.Builder builder = TimeLimiterConfig.custom().timeoutDuration(UNTOUCHED);
		customizer.customize(builder);
		return changed(builder.build().getTimeoutDuration());
	}

	private static @Nullable Integer changed(int number) {
		return (number != UNTOUCHED_NUMBER) ? number : null;
	}

	private static @Nullable Duration changed(Duration duration) {
		return duration.equals(UNTOUCHED) ? null : duration;
	}

	/**
	 * Setting that has a production default and that a customizer may set.
	 *
	 * @param <P> the properties
	 * @param <C> the customizer
	 * @param <V> the value
	 * @param setting the setting
	 * @param reader reads what a customizer sets
	 */
	private record Customizable<P, C, V>(Setting<P, V> setting, Function<C, @Nullable V> reader) {

		void apply(P properties, C customizer, boolean isDefault) {
			if (!isDefault && this.setting.isSet(properties)) {
				return;
			}
			V value = read(customizer);
			if (value != null) {
				this.setting.writer().accept(properties, value);
			}
		}

		private @Nullable V read(C customizer) {
			try {
				return this.reader.apply(customizer);
			}
			catch (RuntimeException ex) {
				// Resilience4j will run into it, too, and is the one to report it
				return null;
			}
		}

	}

	/**
	 * One kind of engine.
	 *
	 * @param <B> the properties bean
	 * @param <P> the properties of a configuration
	 * @param <C> the customizer
	 */
	private static final class Engine<B, P, C extends CustomizerWithName> {

		private final String prefix;

		private final Class<B> type;

		private final Function<B, Map<String, P>> configs;

		private final Class<C> customizerType;

		private final List<Customizable<P, C, ?>> settings;

		private final Map<String, C> customizers = new HashMap<>();

		private @Nullable B properties;

		Engine(String prefix, Class<B> type, Function<B, Map<String, P>> configs, Class<C> customizerType,
				List<Customizable<P, C, ?>> settings) {
			this.prefix = prefix;
			this.type = type;
			this.configs = configs;
			this.customizerType = customizerType;
			this.settings = settings;
		}

		void process(Object bean, Predicate<String> inEffect) {
			if (this.type.isInstance(bean)) {
				this.properties = this.type.cast(bean);
			}
			else if (!(bean instanceof CompositeCustomizer<?> composite) || !learn(composite)) {
				return;
			}
			if (this.properties != null) {
				apply(this.configs.apply(this.properties), inEffect);
			}
		}

		private boolean learn(CompositeCustomizer<?> composite) {
			for (String name : composite.instanceNames()) {
				Object customizer = composite.getCustomizer(name).orElse(null);
				if (this.customizerType.isInstance(customizer)) {
					this.customizers.put(name, this.customizerType.cast(customizer));
				}
			}
			return !this.customizers.isEmpty();
		}

		private void apply(Map<String, P> configs, Predicate<String> inEffect) {
			this.customizers.forEach((name, customizer) -> {
				P own = configs.get(name);
				for (Customizable<P, C, ?> setting : this.settings) {
					if (own != null && inEffect.test(this.prefix + setting.setting().key())) {
						setting.apply(own, customizer, name.equals("default"));
					}
				}
			});
		}

	}

}
