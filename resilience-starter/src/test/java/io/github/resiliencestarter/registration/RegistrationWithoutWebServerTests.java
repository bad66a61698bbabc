package io.github.resiliencestarter.registration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.resiliencestarter.RestrictedClassPath;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Registration of applications that have the starter and no web server on their class
 * path.
 */
class RegistrationWithoutWebServerTests {

	private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private HttpServer agent;

	@BeforeEach
	void startAgent() throws IOException {
		this.agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.agent.setExecutor(this.threads);
		this.agent.createContext("/", this::answer);
		this.agent.start();
	}

	@AfterEach
	void stopAgent() {
		this.agent.stop(0);
		this.threads.shutdownNow();
	}

	private void answer(HttpExchange exchange) throws IOException {
		if (exchange.getRequestMethod().equals("PUT")) {
			this.changes.add(exchange.getRequestURI().getPath() + " "
					+ new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
		}
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(200, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	@Test
	void registersWithATimeToLiveIfAskedToAndLeavesAtTheEnd() {
		String started = start((beans) -> registration() != null,
				"--spring.cloud.consul.discovery.heartbeat.enabled=true");
		assertThat(started).doesNotContain("Observation failed");
		assertThat(this.changes).anyMatch((change) -> change.startsWith("/v1/agent/service/deregister/shop"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "--spring.cloud.consul.discovery.register=false" })
	void registersNothingUnlessAskedTo(String argument) {
		start((beans) -> true, argument);
		assertThat(this.changes).isEmpty();
	}

	private @Nullable String registration() {
		try {
			String change = this.changes.poll(20, TimeUnit.SECONDS);
			while (change != null && !change.startsWith("/v1/agent/service/register")) {
				change = this.changes.poll(20, TimeUnit.SECONDS);
			}
			return (change != null && change.contains("\"TTL\":\"10s\"")) ? change : null;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private String start(Predicate<String> observation, String... arguments) {
		String[] all = new String[arguments.length + 5];
		all[0] = "--spring.cloud.consul.port=" + this.agent.getAddress().getPort();
		all[1] = "--spring.cloud.consul.host=127.0.0.1";
		all[2] = "--spring.application.name=shop";
		all[3] = "--spring.main.banner-mode=off";
		all[4] = "--resilience.discovery.registration.drain=0";
		System.arraycopy(arguments, 0, all, 5, arguments.length);
		String started = RestrictedClassPath.ofTheStarterAlone().start(observation, all);
		assertThat(started).contains("circuitBreakerRegistry");
		return started;
	}

}
