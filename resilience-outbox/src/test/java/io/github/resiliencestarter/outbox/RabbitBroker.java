package io.github.resiliencestarter.outbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

import static org.awaitility.Awaitility.await;

/**
 * RabbitMQ, as {@code consul/binaries} finds or fetches it, with its own port mapper.
 */
final class RabbitBroker extends Broker {

	static final String SMALL_QUEUE = "small";

	private static final String QUEUE = "orders";

	private final String portMapper = Integer.toString(Postgres.freePort());

	private final String distribution = Integer.toString(Postgres.freePort());

	private final CachingConnectionFactory connections = new CachingConnectionFactory("127.0.0.1", this.port);

	private final RabbitTemplate rabbit = new RabbitTemplate(this.connections);

	RabbitBroker() {
		this.connections.setPublisherConfirmType(CachingConnectionFactory.ConfirmType.CORRELATED);
		this.connections.setPublisherReturns(true);
	}

	@Override
	String destination() {
		return "rabbit:/" + QUEUE;
	}

	@Override
	Object connections() {
		return this.connections;
	}

	RabbitTemplate rabbit() {
		return this.rabbit;
	}

	@Override
	void start() {
		String home = this.directory.toString();
		// Otherwise, the server would start one that outlives it
		launch(Map.of(), List.of(Server.program("epmd"), "-port", this.portMapper, "-address", "127.0.0.1"));
		launch(Map.ofEntries(Map.entry("HOME", home), Map.entry("ERL_EPMD_PORT", this.portMapper),
				Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"), Map.entry("RABBITMQ_NODENAME", "outbox@localhost"),
				Map.entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
				Map.entry("RABBITMQ_NODE_PORT", Integer.toString(this.port)),
				Map.entry("RABBITMQ_DIST_PORT", this.distribution), Map.entry("RABBITMQ_HOME", home),
				Map.entry("RABBITMQ_MNESIA_BASE", home + "/mnesia"), Map.entry("RABBITMQ_LOG_BASE", home + "/log"),
				Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", home + "/plugins"),
				Map.entry("RABBITMQ_CONF_ENV_FILE", home + "/none"), Map.entry("RABBITMQ_CONFIG_FILE", home + "/none"),
				Map.entry("RABBITMQ_PID_FILE", home + "/pid"), Map.entry("RABBITMQ_LOGS", "-"),
				Map.entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
						"+S 1:1 +sbwt none -kernel inet_dist_use_interface {127,0,0,1}")),
				List.of(Server.program("rabbitmq-server")));
		await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(this::hasQueues);
	}

	private boolean hasQueues() {
		this.rabbit.execute((channel) -> {
			channel.queueDeclare(QUEUE, true, false, false, Map.of());
			return channel.queueDeclare(SMALL_QUEUE, true, false, false,
					Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
		});
		return true;
	}

	@Override
	List<Received> receive() {
		List<Received> received = new ArrayList<>();
		try {
			Message message = this.rabbit.receive(QUEUE);
			while (message != null) {
				received.add(new Received(header(message, "Idempotency-Key"), null, header(message, "trace-id"),
						new String(message.getBody(), StandardCharsets.UTF_8)));
				message = this.rabbit.receive(QUEUE);
			}
		}
		catch (AmqpException ex) {
			// It is down
		}
		return received;
	}

	private static String header(Message message, String name) {
		return String.valueOf(message.getMessageProperties().getHeaders().get(name));
	}

	@Override
	public void close() {
		this.connections.destroy();
		super.close();
	}

}
