package example;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpServer;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.circuitbreaker.CircuitBreakerFactory;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Run by the build of resilience-starter against the jar and POM that it publishes.
 */
@ExtendWith(OutputCaptureExtension.class)
class ShopApplicationTests {

	private final List<String> consulRequests = new CopyOnWriteArrayList<>();

	private HttpServer consul;

	private ConfigurableApplicationContext context;

	@BeforeEach
	void start() throws IOException {
		this.consul = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.consul.createContext("/", (exchange) -> {
			this.consulRequests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
					+ new String(exchange.getRequestBody().readAllBytes()));
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		this.consul.start();
		this.context = SpringApplication.run(ShopApplication.class, "--server.port=0", "--server.address=127.0.0.1",
				"--spring.cloud.consul.host=127.0.0.1",
				"--spring.cloud.consul.port=" + this.consul.getAddress().getPort());
	}

	@AfterEach
	void stop() {
		this.context.close();
		this.consul.stop(0);
	}

	@Test
	void startsWithACleanLogAndEverythingInPlace(CapturedOutput output) throws Exception {
		assertThat(output.getOut()).contains("Started ").doesNotContain(" WARN ").doesNotContain(" ERROR ");
		assertThat(output.getErr()).isEmpty();
		assertThat(this.consulRequests).anySatisfy((request) -> assertThat(request)
			.startsWith("PUT /v1/agent/service/register")
			.contains("\"metrics-path\":\"/actuator/prometheus\"", "/actuator/health/readiness",
					"\"DeregisterCriticalServiceAfter\":\"10m\""));
		assertThat(this.context.getBean(ShopApplication.Inventory.class).stock()).isZero();
		assertThat(this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker("inventory").getMetrics()
			.getNumberOfFailedCalls()).isEqualTo(1);
		assertThat(this.context.getBean(CircuitBreakerFactory.class).create("prices").run(() -> "answer"))
			.isEqualTo("answer");
		assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(200);
		assertThat(get("/actuator/prometheus").body())
			.contains("resilience_circuitbreaker_state_code{application=\"application\",name=\"inventory\"}")
			.contains("resilience4j_circuitbreaker_state{application=\"application\",name=\"inventory\"")
			.contains("resilience4j_circuitbreaker_state{application=\"application\",name=\"prices\"");
		assertThat(get("/actuator/env").statusCode()).isEqualTo(404);
		assertThat(this.context.containsBean("circuitBreakersHealthIndicator")
				|| this.context.containsBean("circuitBreakersHealthContributor")).isTrue();
		assertThat(output.getOut()).doesNotContain(" WARN ", " ERROR ");
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		String port = this.context.getEnvironment().getProperty("local.server.port");
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
					BodyHandlers.ofString());
	}

}
