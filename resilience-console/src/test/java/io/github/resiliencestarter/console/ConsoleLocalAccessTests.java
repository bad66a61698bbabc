package io.github.resiliencestarter.console;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The console without any configured user: this machine reads, nobody writes.
 */
class ConsoleLocalAccessTests {

	private static RunningConsole console;

	@BeforeAll
	static void start() {
		console = RunningConsole
			.start(List.of("server.address=0.0.0.0", "resilience.console.security.local-access=true"));
		console.fleet().add("orders", 1, "inventory");
	}

	@AfterAll
	static void stop() {
		console.close();
	}

	private static String status(InetAddress address, String method, String... headers) throws IOException {
		try (Socket socket = new Socket(address, console.port())) {
			socket.getOutputStream()
				.write("%s /resilience/api/session HTTP/1.1\r\n%s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
					.formatted(method, String.join("\r\n", headers))
					.getBytes(StandardCharsets.US_ASCII));
			String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			return response.substring(9, 12);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "127.0.0.1", "LOCALHOST:8090", "[::1]:8090" })
	void thisMachineReads(String host) throws IOException {
		assertThat(status(InetAddress.getLoopbackAddress(), "GET", "Host: " + host)).isEqualTo("200");
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example.org", "127.0.0.1.evil.example.org", "localhost.evil.example.org:8090",
			"evil.example.org:127", "10.0.0.1", "localhost@evil.example.org", "" })
	void reboundNamesAreDenied(String host) throws IOException {
		assertThat(status(InetAddress.getLoopbackAddress(), "GET", "Host: " + host)).isIn("403", "400");
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Forwarded-For: 10.0.0.1", "Forwarded: for=10.0.0.1", "X-Forwarded-Host: localhost",
			"Via: 1.1 proxy" })
	void proxiesOnThisMachineAreDenied(String header) throws IOException {
		assertThat(status(InetAddress.getLoopbackAddress(), "GET", "Host: localhost", header)).isEqualTo("403");
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT", "DELETE", "PATCH" })
	void nobodyWrites(String method) throws IOException {
		assertThat(status(InetAddress.getLoopbackAddress(), method, "Host: localhost")).isEqualTo("403");
	}

	@Test
	void otherAddressesOfThisMachineAreDenied() throws IOException {
		Optional<InetAddress> other = NetworkInterface.networkInterfaces()
			.flatMap(NetworkInterface::inetAddresses)
			.filter((address) -> address instanceof java.net.Inet4Address && !address.isLoopbackAddress())
			.findFirst();
		assumeThat(other).isPresent();
		assertThat(status(other.orElseThrow(), "GET", "Host: localhost")).isEqualTo("403");
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1,true", "localhost,true", "::1,true", "0.0.0.0,false", "10.0.0.1,false", "::,false",
			"example.org,false", ",false" })
	void onlyLoopbackAddressesEnableLocalAccess(@Nullable String address, boolean loopback) {
		MockEnvironment environment = new MockEnvironment();
		if (address != null) {
			environment.setProperty("server.address", address);
		}
		assertThat(Access.isLoopbackOnly(environment)).isEqualTo(loopback);
	}

	@Test
	void pageSaysThatNothingCanBeWritten() {
		assertThat(console.json("/api/session", null).path("mayWrite").asBoolean()).isFalse();
		assertThat(console.json("/api/session", null).path("user").asString()).isEqualTo("anonymous");
	}

}
