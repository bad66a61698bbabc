package io.github.resiliencestarter.failure;

import java.util.function.BiFunction;
import java.util.function.Supplier;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.common.CompositeCustomizer;
import io.github.resilience4j.common.CustomizerWithName;
import io.github.resilience4j.common.circuitbreaker.configuration.CircuitBreakerConfigCustomizer;
import io.github.resilience4j.common.retry.configuration.RetryConfigCustomizer;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resiliencestarter.targets.InstanceConfigurations;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.scope.ScopedObject;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * {@link BeanPostProcessor} that lets the user's {@link HttpOutcomeClassifier} and
 * {@link VerdictCustomizer}s decide in the default predicates of circuit breakers and
 * retries, too. Does nothing if the user has none.
 * <p>
 * Resilience4j creates the predicates by their class and shares configurations among
 * instances, so neither knows the target. Instances from properties get predicates of
 * their own through Resilience4j's customizers, all others when a registry creates them.
 */
final class UserVerdictsPostProcessor implements BeanPostProcessor {

	// Of Resilience4j's auto-configuration
	private static final String BREAKER_CUSTOMIZERS = "compositeCircuitBreakerCustomizer";

	private static final String RETRY_CUSTOMIZERS = "compositeRetryCustomizer";

	private final ListableBeanFactory beanFactory;

	private final Supplier<HttpJudge> judge;

	UserVerdictsPostProcessor(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.judge = new ApplicationJudge(beanFactory.getBeanProvider(HttpJudge.class));
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof ScopedObject) {
			return bean;
		}
		if (bean instanceof CircuitBreakerRegistry registry && !(bean instanceof InstanceConfigurations<?>)
				&& isUserJudging()) {
			return new JudgedCircuitBreakerRegistry(registry,
					new DerivedConfigurations<>(CircuitBreakerInstances::derive, this.judge));
		}
		if (bean instanceof RetryRegistry registry && !(bean instanceof InstanceConfigurations<?>) && isUserJudging()) {
			return new JudgedRetryRegistry(registry, new DerivedConfigurations<>(RetryInstances::derive, this.judge));
		}
		if (bean instanceof CompositeCustomizer<?> customizers) {
			return customized(customizers, beanName);
		}
		return bean;
	}

	private CompositeCustomizer<?> customized(CompositeCustomizer<?> customizers, String beanName) {
		if (beanName.equals(BREAKER_CUSTOMIZERS) && isUserJudging()) {
			return customized(customizers, this::breakerCustomizer);
		}
		if (beanName.equals(RETRY_CUSTOMIZERS) && isUserJudging()) {
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
			CircuitBreakerInstances.customize(builder, new ThrownFailure(this.judge, name));
		});
	}

	private RetryConfigCustomizer retryCustomizer(String name, @Nullable RetryConfigCustomizer users) {
		return RetryConfigCustomizer.of(name, (builder) -> {
			if (users != null) {
				users.customize(builder);
			}
			RetryInstances.customize(builder, new ThrownFailure(this.judge, name));
		});
	}

	private boolean isUserJudging() {
		return isDefined(HttpOutcomeClassifier.class) || isDefined(VerdictCustomizer.class);
	}

	private boolean isDefined(Class<?> type) {
		return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type, true, false).length > 0;
	}

}
