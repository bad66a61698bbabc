package io.github.resiliencestarter.console;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.cloud.consul.ConsulAutoConfiguration;
import org.springframework.cloud.consul.ConsulProperties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ConsulOverrideStore}.
 */
class ConsulOverrideStoreTests {

	private final List<String> requests = new ArrayList<>();

	private HttpServer consul;

	private int status = 200;

	private String response = "true";

	@BeforeEach
	void start() throws IOException {
		this.consul = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.consul.createContext("/", this::handle);
		this.consul.start();
	}

	@AfterEach
	void stop() {
		this.consul.stop(0);
	}

	private void handle(HttpExchange exchange) throws IOException {
		this.requests.add("%s %s %s %s".formatted(exchange.getRequestMethod(), exchange.getRequestURI(),
				exchange.getRequestHeaders().getFirst("X-Consul-Token"),
				new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
		FakeFleet.respond(exchange, this.status, "application/json", this.response.getBytes(StandardCharsets.UTF_8));
	}

	private ConsulOverrideStore store() {
		ConsulProperties properties = new ConsulProperties();
		properties.setHost("127.0.0.1");
		properties.setPort(this.consul.getAddress().getPort());
		return new ConsulOverrideStore(
				ConsulAutoConfiguration
					.createConsulClientSettings(ConsulAutoConfiguration.createConsulClientBaseUrl(properties), null),
				new ConsoleProperties.Overrides(true, "resilience/overrides/", null, Duration.ofSeconds(2)), "t0ken");
	}

	@Test
	void writesWithCheckAndSet() {
		assertThat(store().write("inc-42", "{}".getBytes(StandardCharsets.UTF_8), 0)).isTrue();
		this.response = "false";
		assertThat(store().write("inc-42", "{}".getBytes(StandardCharsets.UTF_8), 17)).isFalse();
		assertThat(store().delete("inc-42", 18)).isFalse();
		assertThat(this.requests).containsExactly("PUT /v1/kv/resilience/overrides/inc-42?cas=0 t0ken {}",
				"PUT /v1/kv/resilience/overrides/inc-42?cas=17 t0ken {}",
				"DELETE /v1/kv/resilience/overrides/inc-42?cas=18 t0ken ");
	}

	@Test
	void readsEntriesBelowThePrefixOnly() {
		String value = Base64.getEncoder().encodeToString("{}".getBytes(StandardCharsets.UTF_8));
		this.response = """
				[{"Key":"resilience/overrides/","Value":null,"CreateIndex":1,"ModifyIndex":1,"Flags":0},
				{"Key":"other","Value":null,"CreateIndex":1,"ModifyIndex":1},
				{"Key":"resilience/overrides/inc-42","Value":"%s","CreateIndex":7,"ModifyIndex":9}]""".formatted(value);
		assertThat(store().list()).singleElement().satisfies((entry) -> {
			assertThat(entry.id()).isEqualTo("inc-42");
			assertThat(entry.bytes()).asString().isEqualTo("{}");
			assertThat(entry.created()).isEqualTo(7);
			assertThat(entry.index()).isEqualTo(9);
		});
	}

	@Test
	void prefixWithoutKeysIsEmpty() {
		this.status = 404;
		assertThat(store().list()).isEmpty();
	}

	@Test
	void failuresSayWhatIsWrong() {
		this.status = 403;
		assertThatExceptionOfType(ReadFailure.class).isThrownBy(() -> store().list())
			.withMessageContaining("ACL token");
		this.status = 500;
		assertThatExceptionOfType(ReadFailure.class).isThrownBy(() -> store().delete("x", 1))
			.withMessageContaining("status 500");
		this.status = 200;
		this.response = "<html>";
		assertThatExceptionOfType(ReadFailure.class).isThrownBy(() -> store().list())
			.withMessageContaining("not valid");
		ConsulOverrideStore unavailable = store();
		this.consul.stop(0);
		assertThatExceptionOfType(ReadFailure.class).isThrownBy(unavailable::list)
			.withMessageContaining("not available");
	}

}
