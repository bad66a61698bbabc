package io.github.resiliencestarter.messaging;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.StarterContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link MessagingAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class MessagingAutoConfigurationTests {

	private static final String PREFIX = "resilience.messaging.listeners.";

	private final ApplicationContextRunner runner = StarterContext.runner()
		.withUserConfiguration(Container.class)
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new);

	@Test
	void containerIsPausedBeforeItStarts() {
		this.runner.withPropertyValues(PREFIX + "orders.pause-while-open=inventory").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(SimpleMessageListenerContainer.class).getMessageListener())
				.isInstanceOf(RabbitGatedListener.class);
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get("resilience.messaging.paused").tag("listener", "orders").gauge().value()).isZero();
			context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory").transitionToForcedOpenState();
			context.getBean(ListenerGates.class).stop();
			context.getBean(ListenerGates.class).start();
			assertThat(meters.get("resilience.messaging.paused").gauge().value()).isOne();
			assertThat(meters.get("resilience.messaging.pauses").counter().count()).isOne();
			assertThat(meters.get("resilience.messaging.repetitions").counter().count()).isZero();
		});
	}

	@Test
	void containerWithoutSettingsIsLeftAlone() {
		this.runner
			.run((context) -> assertThat(context.getBean(SimpleMessageListenerContainer.class).getMessageListener())
				.isNotInstanceOf(RabbitGatedListener.class));
	}

	@Test
	void applicationThatNamesNoListenerGetsNoBeans() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(ListenerGates.class)
			.doesNotHaveBean(ListenerGateFactory.class)
			.doesNotHaveBean(ListenedBreakers.class)
			.doesNotHaveBean(ListenerContainers.class)
			.doesNotHaveBean(PauseListener.class)
			.doesNotHaveBean(MessagingProperties.class));
	}

	@ParameterizedTest
	@CsvSource({ "resilience.enabled", "resilience.messaging.enabled" })
	void canBeDisabled(String key) {
		this.runner.withPropertyValues(key + "=false", PREFIX + "orders.pause-while-open=inventory")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ListenerGates.class)
				.doesNotHaveBean(ListenerContainers.class));
	}

	@ParameterizedTest
	@CsvSource({ "org.springframework.kafka, kafkaListenerContainers",
			"org.springframework.amqp, rabbitListenerContainers", "org.springframework.jms, jmsListenerContainers",
			"jakarta.jms, jmsListenerContainers" })
	void backsOffWithoutALibrary(String library, String bean) {
		StarterContext.runner()
			.withPropertyValues(PREFIX + "orders.pause-while-open=inventory")
			.withClassLoader(new FilteredClassLoader(library))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(bean)
				.hasSingleBean(ListenerGates.class));
	}

	@Test
	void similarIdStopsTheStart() {
		this.runner.withPropertyValues(PREFIX + "oders.pause-while-open=inventory")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class)
				.rootCause()
				.hasMessageContaining(PREFIX + "oders")
				.hasMessageContaining("No listener container has the ID 'oders'. Write " + PREFIX + "orders."));
	}

	@Test
	void idOfNoContainerIsAWarning(CapturedOutput output) {
		this.runner.withPropertyValues(PREFIX + "shipments.deadline=1s")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains(PREFIX + "shipments has no effect: no listener container has the ID 'shipments'")
			.contains("IDs of listener containers: [orders]");
	}

	@ParameterizedTest
	@CsvSource({ "orders.deadline, 0s, must be longer than zero", "orders.deadline, -1s, must be longer than zero",
			"'orders.pause-while-open', 'a, ,b', must be the name of a target" })
	void wrongValueStopsTheStart(String key, String value, String reason) {
		this.runner.withPropertyValues(PREFIX + key + "=" + value)
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining(reason));
	}

	@Configuration(proxyBeanMethods = false)
	static class Container {

		@Bean
		SimpleMessageListenerContainer orders() {
			SimpleMessageListenerContainer container = new SimpleMessageListenerContainer(
					mock(ConnectionFactory.class));
			container.setMessageListener((message) -> {
			});
			container.setAutoStartup(false);
			return container;
		}

	}

}
