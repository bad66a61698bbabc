package io.github.resiliencestarter.sample.storefront;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Payments} and {@link Reservations}, with a database in a file.
 */
@SpringBootTest(properties = { "spring.cloud.consul.enabled=false", "resilience.outbox.poll-interval=50ms",
		"spring.cloud.consul.discovery.instance-id=storefront-7" })
@AutoConfigureMockMvc
class PaymentsTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final Inventory inventory = new Inventory();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private static Path directory;

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private Payments payments;

	@Autowired
	private TransactionTemplate transactions;

	@BeforeAll
	static void startInventory() throws IOException {
		inventory.start();
	}

	@AfterAll
	static void stopInventory() {
		inventory.stop();
	}

	@DynamicPropertySource
	static void settings(DynamicPropertyRegistry registry) {
		registry.add("spring.cloud.discovery.client.simple.instances.inventory[0].uri", inventory::uri);
		registry.add("spring.datasource.url",
				() -> "jdbc:h2:file:%s;WRITE_DELAY=0;RETENTION_TIME=0".formatted(directory.resolve("storefront")));
	}

	@BeforeEach
	void reset() {
		awaitDelivery();
		inventory.requests.clear();
	}

	@Test
	void paysAndReservesStockWithTheKeyOfTheMessage() {
		assertThat(this.mvc.post().uri("/checkout/2")).hasStatus(HttpStatus.CREATED)
			.bodyJson()
			.extractingPath("servedBy")
			.isEqualTo("storefront-7");
		awaitDelivery();
		String order = this.payments.orders().get(this.payments.orders().size() - 1);
		assertThat(inventory.requests).singleElement().satisfies((request) -> {
			assertThat(request.key()).isNotBlank();
			assertThat(request.body()).contains(order).contains("\"sku\":\"2\"");
		});
	}

	@Test
	void paysWhileInventoryIsDownAndReservesStockLater() {
		inventory.down = true;
		assertThat(this.mvc.post().uri("/checkout/3")).hasStatus(HttpStatus.CREATED);
		Awaitility.await().atMost(LIMIT).until(() -> !inventory.requests.isEmpty());
		assertThat(waiting()).isEqualTo(1);
		inventory.down = false;
		awaitDelivery();
		assertThat(inventory.requests).extracting(Request::key).containsOnly(inventory.requests.get(0).key());
	}

	@Test
	void reservesNothingForAnOrderThatIsRolledBack() {
		int before = this.payments.orders().size();
		this.transactions.executeWithoutResult((status) -> {
			this.payments.pay("4");
			assertThat(waiting()).isEqualTo(1);
			status.setRollbackOnly();
		});
		assertThat(waiting()).isZero();
		assertThat(this.payments.orders()).hasSize(before);
		assertThat(inventory.requests).isEmpty();
	}

	@Test
	void listsThePayments() {
		this.mvc.post().uri("/checkout/1").exchange();
		assertThat(this.mvc.get().uri("/payments")).hasStatusOk().bodyJson().extractingPath("$").asArray().isNotEmpty();
	}

	@Test
	void doesNotTakePaymentsForWhatIsNoSku() {
		assertThat(this.mvc.post().uri("/checkout/{sku}", "a b")).hasStatus(HttpStatus.BAD_REQUEST);
		assertThat(inventory.requests).isEmpty();
	}

	private void awaitDelivery() {
		Awaitility.await().atMost(LIMIT).until(() -> waiting() == 0);
	}

	private int waiting() {
		return this.jdbc.sql("select count(*) from resilience_outbox_message").query(Integer.class).single();
	}

	private record Request(String key, String body) {
	}

	/**
	 * HTTP server in place of inventory.
	 */
	private static final class Inventory {

		private final List<Request> requests = new CopyOnWriteArrayList<>();

		private final HttpServer server;

		private volatile boolean down;

		Inventory() {
			try {
				this.server = HttpServer.create();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
			this.server.createContext("/reservations", this::respond);
		}

		void start() throws IOException {
			this.server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			this.server.start();
		}

		String uri() {
			return "http://127.0.0.1:" + this.server.getAddress().getPort();
		}

		void stop() {
			this.server.stop(0);
		}

		private void respond(HttpExchange exchange) throws IOException {
			this.requests.add(new Request(String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")),
					new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
			exchange.sendResponseHeaders(this.down ? 503 : 201, -1);
			exchange.close();
		}

	}

}
