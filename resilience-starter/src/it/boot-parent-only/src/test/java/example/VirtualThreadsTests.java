package example;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests on virtual threads, which call a discovered service; from JDK 21 on.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
@ExtendWith(OutputCaptureExtension.class)
class VirtualThreadsTests {

	private final AtomicInteger calls = new AtomicInteger();

	private HttpServer pricing;

	private HttpServer consul;

	private ConfigurableApplicationContext context;

	@BeforeEach
	void start() throws IOException {
		// Fails once
		this.pricing = server((exchange) -> respond(exchange, (this.calls.incrementAndGet() == 1) ? 503 : 200, "42"));
		this.consul = server(this::respondAsConsul);
		this.context = SpringApplication.run(new Class<?>[] { ShopApplication.class, Clients.class, Front.class },
				new String[] { "--server.port=0", "--server.address=127.0.0.1", "--spring.threads.virtual.enabled=true",
						"--spring.cloud.consul.host=127.0.0.1",
						"--spring.cloud.consul.port=" + this.consul.getAddress().getPort() });
	}

	@AfterEach
	void stop() {
		this.context.close();
		this.consul.stop(0);
		this.pricing.stop(0);
	}

	@Test
	void guardedCallOfARequestIsRetriedOnItsVirtualThread(CapturedOutput output) throws Exception {
		String response = HttpClient.newHttpClient()
			.send(HttpRequest
				.newBuilder(URI.create("http://127.0.0.1:"
						+ this.context.getEnvironment().getProperty("local.server.port") + "/price"))
				.build(), BodyHandlers.ofString())
			.body();
		assertThat(response).startsWith("42 on VirtualThread");
		assertThat(this.calls).hasValue(2);
		assertThat(output.getOut()).doesNotContain(" WARN ", " ERROR ");
	}

	private void respondAsConsul(HttpExchange exchange) throws IOException {
		boolean health = exchange.getRequestURI().getPath().equals("/v1/health/service/pricing");
		exchange.getResponseHeaders().set("X-Consul-Index", "1");
		respond(exchange, 200, health ? """
				[{"Node": {"Node": "n1", "Address": "127.0.0.1"}, "Service": {"ID": "pricing-1", "Service": "pricing",
				"Address": "127.0.0.1", "Port": %d}, "Checks": []}]""".formatted(this.pricing.getAddress().getPort())
				: "");
	}

	private static void respond(HttpExchange exchange, int status, String body) throws IOException {
		exchange.getRequestBody().readAllBytes();
		exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.length());
		exchange.getResponseBody().write(body.getBytes());
		exchange.close();
	}

	private static HttpServer server(HttpHandler handler) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", handler);
		server.start();
		return server;
	}

	@Configuration(proxyBeanMethods = false)
	@RestController
	static class Front {

		private final RestClient pricing;

		Front(RestClient.Builder builder) {
			this.pricing = builder.baseUrl("http://pricing").build();
		}

		@GetMapping("/price")
		String price() {
			return this.pricing.get().retrieve().body(String.class) + " on " + Thread.currentThread();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Clients {

		@Bean
		@LoadBalanced
		RestClient.Builder loadBalancedBuilder() {
			return RestClient.builder();
		}

	}

}
