package io.github.resiliencestarter.failure;

import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for what counts as a failure and what is
 * retried.
 */
@AutoConfiguration(before = { CircuitBreakerAutoConfiguration.class, RetryAutoConfiguration.class })
@ConditionalOnResilienceEnabled
public final class FailureAutoConfiguration {

	@Bean
	HttpJudge failureHttpJudge(ObjectProvider<HttpOutcomeClassifier> classifier,
			ObjectProvider<VerdictCustomizer> customizers) {
		return HttpJudge.of(classifier.getIfAvailable(HttpOutcomeClassifier::standard),
				customizers.orderedStream().toList());
	}

	@Bean
	UserVerdicts failureUserVerdicts(ListableBeanFactory beanFactory) {
		return new UserVerdicts(beanFactory);
	}

	@Bean
	static UserVerdictsPostProcessor failureUserVerdictsPostProcessor(ListableBeanFactory beanFactory) {
		return new UserVerdictsPostProcessor(beanFactory);
	}

}
