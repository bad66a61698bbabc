package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PortsTests {

	private final Random random = new Random(7);

	@Test
	void withoutAWishTheyAreTheDefaults() {
		Ports ports = Ports.choose("", this.random);
		assertThat(ports.all()).hasSize(24);
		assertThat(ports.of("storefront-1")).isEqualTo(8080);
		assertThat(ports.allOf("consul")).containsExactly(8500, 8300, 8301);
		assertThat(ports.allOf("orders-1")).containsExactly(8081, 9081);
		assertThat(ports.grpcOf("orders-1")).hasValue(9081);
		assertThat(ports.grpcOf("storefront-1")).isEmpty();
	}

	@Test
	void pairsReplaceSomeOfThem() {
		Ports ports = Ports.choose("orders-1=18081,consul=18500", this.random);
		assertThat(ports.of("orders-1")).isEqualTo(18081);
		assertThat(ports.of("consul")).isEqualTo(18500);
		assertThat(ports.of("orders-2")).isEqualTo(8082);
	}

	@Test
	void autoChoosesDifferentOnesBelowTheEphemeralRange() {
		Ports ports = Ports.choose("auto", this.random);
		assertThat(ports.all()).hasSize(24);
		assertThat(ports.all().values()).doesNotHaveDuplicates().allMatch((port) -> port >= 10_000 && port < 32_000);
	}

	@ParameterizedTest
	@ValueSource(strings = { "orders-3=8080", "orders-1=http", "orders-1", "orders-1=65536", "orders-1=0",
			"orders-1=08080", ".*=1", "orders-1=8081;consul=1", "=1" })
	void aBadPairIsNamed(String wish) {
		assertThatExceptionOfType(Misuse.class).isThrownBy(() -> Ports.choose(wish, this.random))
			.withMessageStartingWith("FLEET_PORTS: " + wish + " is not a name with a port, as in storefront-1=8080 ");
	}

	@Test
	void whatIsWrittenIsRead(@TempDir Path directory) {
		Path file = directory.resolve("ports");
		assertThat(Ports.read(file)).isEqualTo(Ports.choose("", this.random));
		Ports ports = Ports.choose("auto", this.random);
		ports.write(file);
		assertThat(Ports.read(file)).isEqualTo(ports);
	}

	@Test
	void aListenerIsSeen() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
			assertThat(Sockets.isListening(port)).isTrue();
		}
		assertThat(Sockets.isListening(port)).isFalse();
	}

}
