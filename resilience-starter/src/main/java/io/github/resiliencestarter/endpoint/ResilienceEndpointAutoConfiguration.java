package io.github.resiliencestarter.endpoint;

import java.time.InstantSource;
import java.util.concurrent.Future;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.control.ControlAutoConfiguration;
import io.github.resiliencestarter.control.Overrides;
import io.github.resiliencestarter.engines.Engines;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.engines.HeldStates;
import io.github.resiliencestarter.guard.GuardSettingsCustomizer;
import io.github.resiliencestarter.guard.Guards;
import io.github.resiliencestarter.threads.ResilienceThreads;
import io.github.resiliencestarter.threads.ThreadsConfiguration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * {@link AutoConfiguration Auto-configuration} for the actuator endpoint
 * {@code resilience}. Observes nothing unless the endpoint is exposed.
 */
@AutoConfiguration(after = { EnginesAutoConfiguration.class, ControlAutoConfiguration.class })
@ConditionalOnResilienceEnabled
@ConditionalOnWebApplication
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(endpoint = ResilienceEndpoint.class)
@EnableConfigurationProperties(EndpointProperties.class)
@Import(ThreadsConfiguration.class)
public final class ResilienceEndpointAutoConfiguration {

	@Bean
	ResilienceEndpoint resilienceEndpoint(TargetViews targets, BreakGlass breakGlass, EndpointProperties properties) {
		return new ResilienceEndpoint(targets, breakGlass, properties, InstantSource.system());
	}

	@Bean
	BreakGlass resilienceEndpointBreakGlass(Engines engines, HeldStates held, KnownTargets known,
			ResilienceThreads threads) {
		return new BreakGlass(new BreakerHold(engines, held), new InstanceHold(known), InstantSource.system(),
				(task, delay) -> {
					Future<?> unused = threads.schedule(task, delay, threads.workers());
				});
	}

	@Bean
	KnownTargets resilienceEndpointKnownTargets() {
		return new KnownTargets();
	}

	@Bean
	StateChanges resilienceEndpointStateChanges() {
		return new StateChanges();
	}

	@Bean
	TargetViews resilienceEndpointTargetViews(Engines engines, ObjectProvider<Guards> guards, StateChanges changes,
			KnownTargets known, TargetConfiguration configuration) {
		return new TargetViews(engines, guards.getIfAvailable(), changes,
				new InstanceViews(known, InstantSource.system()), configuration);
	}

	@Bean
	TargetConfiguration resilienceEndpointTargetConfiguration(Environment environment, Engines engines,
			ObjectProvider<SanitizingFunction> sanitizing, ObjectProvider<GuardSettingsCustomizer> customizers,
			ObjectProvider<Overrides> overrides) {
		Sanitizer sanitizer = new Sanitizer(sanitizing.orderedStream().toList());
		return new TargetConfiguration(new SettingOrigins(environment, sanitizer, overrides.getIfAvailable()), engines,
				customizers.stream().findAny().isPresent());
	}

}
