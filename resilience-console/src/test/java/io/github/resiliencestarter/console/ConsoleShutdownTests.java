package io.github.resiliencestarter.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The console stops while pages are open.
 */
class ConsoleShutdownTests {

	@Test
	@Timeout(60)
	void openPagesDoNotDelayTheShutdown() throws IOException {
		RunningConsole console = RunningConsole
			.start(List.of("server.shutdown=graceful", "spring.lifecycle.timeout-per-shutdown-phase=120s"));
		try (Socket page = new Socket(InetAddress.getLoopbackAddress(), console.port())) {
			page.getOutputStream()
				.write("GET /resilience/api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
			BufferedReader lines = new BufferedReader(
					new InputStreamReader(page.getInputStream(), StandardCharsets.UTF_8));
			assertThat(lines.lines().anyMatch((line) -> line.startsWith("data:"))).isTrue();
			console.close();
			assertThat(lines.lines().anyMatch("0"::equals)).as("the last chunk").isTrue();
		}
	}

}
