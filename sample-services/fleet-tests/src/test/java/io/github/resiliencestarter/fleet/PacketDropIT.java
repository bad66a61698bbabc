package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for dropping packets, if the user has the permission.
 */
class PacketDropIT {

	@Test
	void nobodyIsRefusedAndNobodyGetsThroughUntilItIsClosed() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			try (PacketDrop drop = cut(server.getLocalPort())) {
				assertThat(drop).isNotNull();
				assertThatExceptionOfType(SocketTimeoutException.class)
					.isThrownBy(() -> connect(server.getLocalPort(), 300));
				connect(other.getLocalPort(), 5000);
			}
			connect(server.getLocalPort(), 5000);
		}
	}

	private static PacketDrop cut(int port) {
		try {
			return PacketDrop.before(port);
		}
		catch (PacketDrop.NotPossible ex) {
			assumeThat(ex).as("dropping packets").isNull();
			throw ex;
		}
	}

	private static void connect(int port, int timeout) throws IOException {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeout);
		}
	}

}
