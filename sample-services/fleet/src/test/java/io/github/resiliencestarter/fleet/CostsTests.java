package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
	void leavesOutThreadsThatEndWhileTheyAreRead(@TempDir Path tasks) throws IOException {
		Files.createDirectory(tasks.resolve("17"));
		Files.writeString(Files.createDirectory(tasks.resolve("18")).resolve("comm"), "main\n");
		assertThat(Costs.names(tasks)).containsExactly("main");
	}

	@Test
	void countsOpenFiles(@TempDir Path directory) throws IOException {
		Path fds = Files.createDirectory(directory.resolve("fd"));
		Files.createFile(fds.resolve("0"));
		Files.createFile(fds.resolve("1"));
		assertThat(Costs.count(fds)).isEqualTo(2);
		assertThat(Costs.descriptors(OWN)).isPositive();
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
		assertThat(Costs.heapKib("""
				jvm_memory_used_bytes{area="heap",id="Eden Space"} 1.048576E7
				jvm_memory_used_bytes{area="heap",id="Tenured Gen"} 2048.0
				jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 7777.0
				""")).isEqualTo(10 * 1024 + 2);
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
