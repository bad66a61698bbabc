package io.github.resiliencestarter.discovery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;

import io.github.resiliencestarter.discovery.FakeConsul.Question;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.ServiceInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Responses of newer versions of Consul, and of proxies in front of it, as an
 * {@link InstanceList} and its log see them.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConsulResponsesTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration SOON = Duration.ofMillis(500);

	private static final Duration LONG_WAIT = Duration.ofMinutes(5);

	private final ManualTime time = new ManualTime();

	private final ManualTime timeOfList = new ManualTime();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final FakeConsul consul = new FakeConsul();

	private final ConsulConnections connections = this.consul.connections(this.time.discoveryTime(), this.threads);

	private final InstanceList list = new InstanceList("inventory",
			List.of(new InstanceWatch.Factory("Consul", this::watch)),
			new ListRules(Duration.ofSeconds(2), Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ofMinutes(15)),
			this.timeOfList.discoveryTime(), LastList.NONE);

	@BeforeEach
	void listOneInstance() {
		this.list.use();
		this.timeOfList.runDue();
		this.consul.next().answer(7, 8081);
		awaitPort(8081);
	}

	@AfterEach
	void stop() {
		this.list.pause();
		this.consul.close();
		this.threads.shutdownNow();
	}

	@Test
	void serverThatEndsEachQueryAfter30SecondsCausesNoLogLine(CapturedOutput output) {
		for (int i = 0; i < 3; i++) {
			Question question = nextQuestion();
			assertThat(question.path()).endsWith("&index=7&wait=" + ((i == 0) ? 300_000 : 25_000) + "ms");
			this.time.advance(Duration.ofSeconds(30));
			question.hangUp();
			// The JDK's client itself retries once
			this.consul.next().hangUp();
		}
		nextQuestion().answer(8, 8082);
		awaitPort(8082);
		assertThat(output.getOut().lines()).allMatch((line) -> line.contains("Instances of 'inventory': now 1"))
			.hasSize(2);
	}

	@Test
	void compressedResponseIsRead() throws IOException {
		Question question = nextQuestion().with("Content-Encoding", "gzip");
		send(question, gzip(FakeConsul.instances(8082)));
		awaitPort(8082);
	}

	@ParameterizedTest
	@EnumSource
	void brokenResponseKeepsTheListUntilTheNextOne(Broken broken, CapturedOutput output) throws IOException {
		broken.send(nextQuestion());
		Question next = nextQuestion();
		assertThat(next.path()).doesNotContain("index=");
		assertThat(ports()).containsExactly(8081);
		assertThat(output).containsOnlyOnce("Consul cannot list the instances of 'inventory' (" + broken.reason)
			.containsOnlyOnce("using the last 1, which are 0 s old");
		next.answer(9, 8082);
		awaitPort(8082);
		assertThat(output).containsOnlyOnce("Consul lists the instances of 'inventory' again");
	}

	@Test
	void redirectIsNotFollowed(CapturedOutput output) {
		try (FakeConsul other = new FakeConsul()) {
			nextQuestion().with("Location", other.uri() + "/v1/health/service/inventory").answer(307, "9", "");
			nextQuestion().answer(9, 8082);
			awaitPort(8082);
			assertThat(other.hasNext()).isFalse();
			assertThat(output).contains("(HTTP 307: redirected to " + other.uri());
		}
	}

	private InstanceWatch watch(InstanceWatch.Listener listener) {
		return new ConsulWatch(this.connections, new InstanceQuery("inventory", null, List.of(), true, null), LONG_WAIT,
				this.time.discoveryTime(), listener);
	}

	/**
	 * Advance to the next question. What is due later is the timeout of the previous one.
	 */
	private Question nextQuestion() {
		this.time.advance(Awaitility.await()
			.atMost(PATIENCE)
			.until(this.time::pending, (pending) -> !pending.isEmpty() && pending.get(0).compareTo(SOON) <= 0)
			.get(0));
		return this.consul.next();
	}

	private List<Integer> ports() {
		return this.list.instances().stream().map(ServiceInstance::getPort).toList();
	}

	private void awaitPort(int port) {
		Awaitility.await().atMost(PATIENCE).until(this::ports, List.of(port)::equals);
	}

	private static byte[] gzip(String body) throws IOException {
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
			gzip.write(body.getBytes(StandardCharsets.UTF_8));
		}
		return compressed.toByteArray();
	}

	private static void send(Question question, byte[] body) throws IOException {
		question.with("X-Consul-Index", "8").exchange().sendResponseHeaders(200, body.length);
		try (OutputStream out = question.exchange().getResponseBody()) {
			out.write(body);
		}
	}

	enum Broken {

		PARTIAL_JSON("not a response from Consul") {
			@Override
			void send(Question question) {
				question.answer(200, "8", FakeConsul.instances(8082).substring(0, 120));
			}
		},

		NO_HEADERS_OF_CONSUL("not a response from Consul: X-Consul-Index is ''") {
			@Override
			void send(Question question) {
				question.answer(200, null, FakeConsul.instances(8082));
			}
		},

		PARTIAL_GZIP("") {
			@Override
			void send(Question question) throws IOException {
				byte[] body = gzip(FakeConsul.instances(8082));
				ConsulResponsesTests.send(question.with("Content-Encoding", "gzip"),
						Arrays.copyOf(body, body.length / 2));
			}
		},

		BODY_THAT_BREAKS_OFF("") {
			@Override
			void send(Question question) throws IOException {
				byte[] body = FakeConsul.instances(8082).getBytes(StandardCharsets.UTF_8);
				question.with("X-Consul-Index", "8").exchange().sendResponseHeaders(200, body.length + 100);
				question.exchange().getResponseBody().write(body);
				question.exchange().getResponseBody().flush();
				question.hangUp();
			}
		};

		private final String reason;

		Broken(String reason) {
			this.reason = reason;
		}

		abstract void send(Question question) throws IOException;

	}

}
