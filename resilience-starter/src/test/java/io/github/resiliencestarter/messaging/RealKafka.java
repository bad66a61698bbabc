package io.github.resiliencestarter.messaging;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * Kafka in this process, in KRaft mode.
 */
final class RealKafka implements AutoCloseable {

	private final KafkaRaftServer server;

	private final int port;

	RealKafka(Path directory) throws Exception {
		this.port = freePort();
		int controller = freePort();
		String log = directory.resolve("log").toString();
		format(log);
		Properties properties = new Properties();
		properties.put("process.roles", "broker,controller");
		properties.put("node.id", "1");
		properties.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
		properties.put("listeners",
				"PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(this.port, controller));
		properties.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + this.port);
		properties.put("controller.listener.names", "CONTROLLER");
		properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
		properties.put("log.dirs", log);
		properties.put("offsets.topic.replication.factor", "1");
		properties.put("offsets.topic.num.partitions", "1");
		properties.put("transaction.state.log.replication.factor", "1");
		properties.put("transaction.state.log.min.isr", "1");
		properties.put("transaction.state.log.num.partitions", "1");
		properties.put("group.initial.rebalance.delay.ms", "0");
		properties.put("group.min.session.timeout.ms", "1000");
		this.server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
		this.server.startup();
	}

	private static void format(String log) throws Exception {
		new Formatter().setNodeId(1)
			.setClusterId(Uuid.randomUuid().toString())
			.setReleaseVersion(MetadataVersion.latestProduction())
			.addDirectory(log)
			.setMetadataLogDirectory(log)
			.setControllerListenerName("CONTROLLER")
			.setPrintStream(new PrintStream(PrintStream.nullOutputStream()))
			.run();
	}

	String address() {
		return "127.0.0.1:" + this.port;
	}

	/**
	 * Creates topics with one partition, or with three if they are read by three
	 * consumers.
	 */
	void createTopics(String queue) {
		try (Admin admin = Admin.create(Map.of("bootstrap.servers", address()))) {
			admin
				.createTopics(Stream.of("orders", "batches", "async", "copies", "shipments", "returns")
					.map((name) -> new NewTopic(queue + "-" + name,
							name.equals("shipments") || name.equals("returns") ? 3 : 1, (short) 1))
					.toList())
				.all()
				.get();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.server.shutdown();
		this.server.awaitShutdown();
	}

}
