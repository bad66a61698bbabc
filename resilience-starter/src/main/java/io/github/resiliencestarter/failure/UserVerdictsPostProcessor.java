package io.github.resiliencestarter.failure;

import java.util.function.BiFunction;

import io.github.resilience4j.common.CompositeCustomizer;
import io.github.resilience4j.common.CustomizerWithName;
import io.github.resilience4j.common.circuitbreaker.configuration.CircuitBreakerConfigCustomizer;
import io.github.resilience4j.common.retry.configuration.RetryConfigCustomizer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * {@link BeanPostProcessor} that lets the user's {@link HttpOutcomeClassifier} and
 * {@link VerdictCustomizer}s decide in the default predicates of those circuit breakers
 * and retries that are created from properties, through Resilience4j's customizers. Does
 * nothing if the user has none.
 */
final class UserVerdictsPostProcessor implements BeanPostProcessor {

	// Of Resilience4j's auto-configuration
	private static final String BREAKER_CUSTOMIZERS = "compositeCircuitBreakerCustomizer";

	private static final String RETRY_CUSTOMIZERS = "compositeRetryCustomizer";

	private final UserVerdicts verdicts;

	UserVerdictsPostProcessor(ListableBeanFactory beanFactory) {
		this.verdicts = new UserVerdicts(beanFactory);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof CompositeCustomizer<?> customizers) ? customized(customizers, beanName) : bean;
	}

	private CompositeCustomizer<?> customized(CompositeCustomizer<?> customizers, String beanName) {
		if (beanName.equals(BREAKER_CUSTOMIZERS) && this.verdicts.exist()) {
			return customized(customizers, this::breakerCustomizer);
		}
		if (beanName.equals(RETRY_CUSTOMIZERS) && this.verdicts.exist()) {
			return customized(customizers, this::retryCustomizer);
		}
		return customizers;
	}

	@SuppressWarnings("unchecked")
	private static <T extends CustomizerWithName> CompositeCustomizer<T> customized(CompositeCustomizer<?> users,
			BiFunction<String, @Nullable T, T> ours) {
		return new InstanceCustomizers<>((CompositeCustomizer<T>) users, ours);
	}

	private CircuitBreakerConfigCustomizer breakerCustomizer(String name,
			@Nullable CircuitBreakerConfigCustomizer users) {
		return CircuitBreakerConfigCustomizer.of(name, (builder) -> {
			if (users != null) {
				users.customize(builder);
			}
			CircuitBreakerInstances.customize(builder, this.verdicts.judgeOf(name));
		});
	}

	private RetryConfigCustomizer retryCustomizer(String name, @Nullable RetryConfigCustomizer users) {
		return RetryConfigCustomizer.of(name, (builder) -> {
			if (users != null) {
				users.customize(builder);
			}
			RetryInstances.customize(builder, this.verdicts.judgeOf(name));
		});
	}

}
