package io.github.resiliencestarter.sample.pricing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.resiliencestarter.sample.protocol.price.PriceReply;
import io.github.resiliencestarter.sample.protocol.price.sbe.PriceStatus;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PriceServer}.
 */
@Timeout(60)
class PriceServerTests {

	private final BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();

	private final PriceServer server = new PriceServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
			new PriceList(), "pricing-7", (serve, fail) -> this.held.add(serve));

	@Test
	void repliesToQueriesInFlightBeforeItStops() throws Exception {
		this.server.start();
		try (PriceConnection client = new PriceConnection(this.server.port())) {
			client.send(7, "1");
			Runnable serve = Objects.requireNonNull(this.held.poll(20, TimeUnit.SECONDS));
			CompletableFuture<Void> stopped = CompletableFuture.runAsync(this.server::stop);
			Awaitility.await().until(() -> !this.server.isRunning());
			assertThat(stopped).isNotDone();
			serve.run();
			assertThat(client.reply()).isEqualTo(new PriceReply(7, PriceStatus.OK, 1290, "pricing-7"));
			assertThat(stopped).succeedsWithin(Duration.ofSeconds(20));
			assertThat(client.isClosedSoon()).isTrue();
		}
	}

}
