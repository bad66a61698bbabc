package io.github.resiliencestarter.messaging;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.annotation.EnableRabbit;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.config.DirectRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@link ListenerContract} with RabbitMQ. The containers do not return failed messages to
 * their queues, so a rejection would lose one.
 */
@ExtendWith(OutputCaptureExtension.class)
class RabbitListenerIT extends ListenerContract {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	static Path directory;

	@SuppressWarnings("NullAway.Init")
	private static RealRabbit rabbit;

	@SuppressWarnings("NullAway.Init")
	private static CachingConnectionFactory connections;

	@BeforeAll
	static void start() throws Exception {
		rabbit = new RealRabbit(directory);
		connections = new CachingConnectionFactory("127.0.0.1", rabbit.port());
	}

	@AfterAll
	static void stop() {
		connections.destroy();
		rabbit.close();
	}

	@Override
	String broker() {
		return String.valueOf(rabbit.port());
	}

	@Override
	Class<?> listeners() {
		return Listeners.class;
	}

	@Override
	void createQueues(String queue) {
		RabbitAdmin admin = new RabbitAdmin(connections);
		List.of("orders", "shipments", "returns", "batches", "async")
			.forEach((name) -> admin.declareQueue(new Queue(queue + "-" + name)));
	}

	@Override
	void send(String queue, List<Integer> numbers) {
		RabbitTemplate template = new RabbitTemplate(connections);
		numbers.forEach((number) -> template.convertAndSend(queue, String.valueOf(number)));
	}

	@Test
	void repeatsARejectedBatch() {
		createQueues(this.queue);
		send(this.queue + "-batches", numbers(5));
		this.journal.before = (number) -> {
			if (number == 0 && this.journal.repetitions.get() == 0) {
				this.journal.inventory.transitionToForcedOpenState();
			}
		};
		run((context) -> {
			await().until(() -> this.journal.pauses.get() == 4);
			this.journal.inventory.transitionToClosedState();
			awaitHandled(5);
			assertThat(this.journal.handled()).isEqualTo(numbers(5));
			assertThat(this.journal.repetitions).hasValue(1);
		}, "resilience.messaging.listeners.batches.pause-while-open=inventory");
	}

	@Test
	void warnsOfAListenerThatReturnsAFuture(CapturedOutput output) {
		createQueues(this.queue);
		send(this.queue + "-async", numbers(3));
		run((context) -> awaitHandled(3), "resilience.messaging.listeners.async.pause-while-open=inventory");
		assertThat(output.getAll()).containsOnlyOnce("returns a CompletableFuture or a Mono")
			.contains("Listener 'async' returns");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableRabbit
	static class Listeners {

		@Bean
		CachingConnectionFactory connectionFactory(@Value("${test.broker}") int port) {
			return new CachingConnectionFactory("127.0.0.1", port);
		}

		@Bean
		SimpleRabbitListenerContainerFactory rabbitListenerContainerFactory(
				CachingConnectionFactory connectionFactory) {
			SimpleRabbitListenerContainerFactory factory = new SimpleRabbitListenerContainerFactory();
			factory.setConnectionFactory(connectionFactory);
			factory.setDefaultRequeueRejected(false);
			factory.setObservationEnabled(true);
			return factory;
		}

		@Bean
		SimpleRabbitListenerContainerFactory batches(CachingConnectionFactory connectionFactory) {
			SimpleRabbitListenerContainerFactory factory = rabbitListenerContainerFactory(connectionFactory);
			factory.setBatchListener(true);
			factory.setConsumerBatchEnabled(true);
			factory.setBatchSize(5);
			factory.setReceiveTimeout(500L);
			return factory;
		}

		@Bean
		DirectRabbitListenerContainerFactory direct(CachingConnectionFactory connectionFactory) {
			DirectRabbitListenerContainerFactory factory = new DirectRabbitListenerContainerFactory();
			factory.setConnectionFactory(connectionFactory);
			factory.setDefaultRequeueRejected(false);
			factory.setObservationEnabled(true);
			factory.setConsumersPerQueue(3);
			factory.setPrefetchCount(2);
			return factory;
		}

		@Bean
		@SuppressWarnings("UnusedMethod")
		Object listener(Journal journal) {
			return new Object() {

				@RabbitListener(id = "orders", queues = "${test.queue}-orders")
				void order(String number, Message message) {
					journal.deliveries.add(Boolean.TRUE.equals(message.getMessageProperties().isRedelivered()) ? 2 : 1);
					journal.handle(Integer.parseInt(number));
				}

				@RabbitListener(id = "shipments", queues = "${test.queue}-shipments", containerFactory = "direct")
				void shipment(String number) {
					journal.handle(Integer.parseInt(number));
				}

				@RabbitListener(id = "returns", queues = "${test.queue}-returns", concurrency = "3")
				void returned(String number) {
					journal.handle(Integer.parseInt(number));
				}

				@RabbitListener(id = "async", queues = "${test.queue}-async")
				CompletableFuture<Void> async(String number) {
					journal.handle(Integer.parseInt(number));
					return CompletableFuture.completedFuture(null);
				}

				@RabbitListener(id = "batches", queues = "${test.queue}-batches", containerFactory = "batches")
				void batch(List<String> numbers) {
					numbers.forEach((number) -> journal.handle(Integer.parseInt(number)));
				}

			};
		}

	}

}
