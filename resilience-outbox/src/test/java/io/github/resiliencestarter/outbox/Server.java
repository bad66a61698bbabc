package io.github.resiliencestarter.outbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

import static org.awaitility.Awaitility.await;

/**
 * Real database server.
 */
interface Server extends AutoCloseable {

	/**
	 * Returns the JDBC URL.
	 */
	String url();

	/**
	 * Returns the user.
	 */
	String user();

	/**
	 * Kills the server and starts it again.
	 */
	void crashAndRestart();

	@Override
	void close();

	static void awaitReachable(String url, String user) {
		await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100)).until(() -> {
			try (Connection connection = DriverManager.getConnection(url, user, "")) {
				return connection.isValid(1);
			}
			catch (SQLException ex) {
				return false;
			}
		});
	}

	/**
	 * Returns the path of a program that {@code consul/binaries} finds or fetches.
	 */
	static String program(String name) {
		try {
			Process process = new ProcessBuilder(Path.of("../consul/binaries").toString(), name)
				.redirectError(ProcessBuilder.Redirect.INHERIT)
				.start();
			String path = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
			if (path.isEmpty()) {
				throw new IllegalStateException("No " + name + " was found");
			}
			return path;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
