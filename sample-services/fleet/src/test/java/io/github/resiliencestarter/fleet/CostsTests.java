package io.github.resiliencestarter.fleet;

import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Costs}.
 */
class CostsTests {

	private static final long OWN = ProcessHandle.current().pid();

	@Test
	void readsWhatAProcessUses() {
		long before = Costs.cpuMillis(OWN);
		await().until(() -> Costs.cpuMillis(OWN) > before);
		assertThat(Costs.residentKib(OWN)).isGreaterThan(1024);
	}

	@Test
	void findsThreadsByTheBeginningOfTheirNames() throws InterruptedException {
		CountDownLatch end = new CountDownLatch(1);
		Thread thread = new Thread(() -> {
			try {
				end.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, "resilience-worker-1");
		thread.start();
		await().until(() -> Costs.threads(OWN).contains("resilience-work"));
		end.countDown();
		thread.join();
	}

	@Test
	void readsMeters() {
		String meters = """
				# TYPE application_ready_time_seconds gauge
				application_ready_time_seconds{application="storefront",main_application_class="a.B"} 7.25
				http_server_requests_seconds_count{method="GET",status="200",uri="/checkout/{sku}"} 1200
				http_server_requests_seconds_count{method="GET",status="503",uri="/checkout/{sku}"} 3
				http_server_requests_seconds_count{method="GET",status="200",uri="/home"} 77
				""";
		assertThat(Costs.seconds(meters)).isEqualTo(7.25);
		assertThat(Costs.checkouts(meters)).isEqualTo(1203);
	}

	@Test
	void missingMetersAreAnError() {
		assertThatIllegalStateException().isThrownBy(() -> Costs.seconds("")).withMessageContaining("is missing");
		assertThatIllegalStateException().isThrownBy(() -> new Costs(10, 5).perThousand(new Costs(0, 5)))
			.withMessageContaining("no checkouts");
	}

	@Test
	void dividesTheTimeByTheCheckouts() {
		assertThat(List.of(new Costs(9_000, 2_000).perThousand(new Costs(1_000, 1_000)),
				new Costs(1_001, 2_000).perThousand(new Costs(0, 0))))
			.containsExactly(8_000L, 501L);
	}

}
