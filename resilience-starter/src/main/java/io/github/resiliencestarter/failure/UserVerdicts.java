package io.github.resiliencestarter.failure;

import java.util.function.Supplier;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resiliencestarter.targets.InstanceConfigurations;
import io.github.resiliencestarter.targets.InstanceConfigurationsSource;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Verdicts of the user's {@link HttpOutcomeClassifier} and {@link VerdictCustomizer}s, if
 * there are any, for the default predicates of circuit breakers and retries. Resilience4j
 * creates the predicates by their class and shares configurations among instances, so
 * neither knows the target; therefore each instance has a configuration of its own.
 */
final class UserVerdicts implements InstanceConfigurationsSource {

	private final ListableBeanFactory beanFactory;

	private final Supplier<HttpJudge> judge;

	UserVerdicts(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.judge = new ApplicationJudge(beanFactory.getBeanProvider(HttpJudge.class));
	}

	/**
	 * Returns whether the user has a classifier or customizer.
	 */
	boolean exist() {
		return isDefined(HttpOutcomeClassifier.class) || isDefined(VerdictCustomizer.class);
	}

	/**
	 * Returns the judge of the exceptions that calls of an instance throw.
	 */
	ThrownFailure judgeOf(String instance) {
		return new ThrownFailure(this.judge, instance);
	}

	@Override
	public @Nullable InstanceConfigurations<CircuitBreakerConfig> forCircuitBreakers() {
		return exist() ? new DerivedConfigurations<>(CircuitBreakerInstances::derive, this::judgeOf) : null;
	}

	@Override
	public @Nullable InstanceConfigurations<RetryConfig> forRetries() {
		return exist() ? new DerivedConfigurations<>(RetryInstances::derive, this::judgeOf) : null;
	}

	private boolean isDefined(Class<?> type) {
		return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type, true, false).length > 0;
	}

}
