package io.github.resiliencestarter.outbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

import org.springframework.jms.JmsException;
import org.springframework.jms.connection.CachingConnectionFactory;
import org.springframework.jms.core.JmsTemplate;

import static org.awaitility.Awaitility.await;

/**
 * Apache Artemis.
 */
final class ArtemisBroker extends Broker {

	private static final String QUEUE = "orders";

	private final CachingConnectionFactory connections = new CachingConnectionFactory(
			new ActiveMQConnectionFactory("tcp://127.0.0.1:" + this.port));

	private final JmsTemplate jms = new JmsTemplate(this.connections);

	ArtemisBroker() {
		this.jms.setReceiveTimeout(100);
	}

	@Override
	String destination() {
		return "jms:" + QUEUE;
	}

	@Override
	Object connections() {
		return this.connections;
	}

	@Override
	void start() {
		launchJava(Main.class.getName(), Integer.toString(this.port), this.directory.toString());
		await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
			this.jms.browse(QUEUE, (session, browser) -> true);
			return true;
		});
	}

	@Override
	List<Received> receive() {
		List<Received> received = new ArrayList<>();
		try {
			Message message = this.jms.receive(QUEUE);
			while (message != null) {
				received.add(received((BytesMessage) message));
				message = this.jms.receive(QUEUE);
			}
		}
		catch (JmsException ex) {
			// It is down
		}
		catch (JMSException ex) {
			throw new IllegalStateException(ex);
		}
		return received;
	}

	private static Received received(BytesMessage message) throws JMSException {
		byte[] body = new byte[(int) message.getBodyLength()];
		message.readBytes(body);
		return new Received(message.getStringProperty("IdempotencyKey"), message.getStringProperty("JMSXGroupID"),
				message.getStringProperty("trace_id"), new String(body, StandardCharsets.UTF_8));
	}

	@Override
	public void close() {
		this.connections.destroy();
		super.close();
	}

	/**
	 * Process of the broker.
	 */
	static final class Main {

		private Main() {
		}

		/**
		 * Runs the broker until it is killed.
		 * @param arguments the port and the directory
		 */
		public static void main(String[] arguments) throws Exception {
			ConfigurationImpl configuration = new ConfigurationImpl();
			configuration.setSecurityEnabled(false);
			configuration.setJournalType(JournalType.NIO);
			configuration.setJournalDirectory(arguments[1] + "/journal");
			configuration.setBindingsDirectory(arguments[1] + "/bindings");
			configuration.setLargeMessagesDirectory(arguments[1] + "/large");
			configuration.setPagingDirectory(arguments[1] + "/paging");
			configuration.addAcceptorConfiguration("tcp", "tcp://127.0.0.1:" + arguments[0]);
			EmbeddedActiveMQ server = new EmbeddedActiveMQ();
			server.setConfiguration(configuration);
			server.start();
		}

	}

}
