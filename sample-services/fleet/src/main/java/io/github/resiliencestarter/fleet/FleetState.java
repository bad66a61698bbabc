package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Directory with the state of a fleet, where commands look it up.
 */
final class FleetState {

	private static final Duration LOCK_LIMIT = Duration.ofMinutes(5);

	private static final Duration STEP = Duration.ofMillis(50);

	private static final int TOKEN_BYTES = 16;

	private final Settings settings;

	private final ClosablePace pace;

	FleetState(Settings settings, ClosablePace pace) {
		this.settings = settings;
		this.pace = pace;
	}

	Path home() {
		return this.settings.home();
	}

	/**
	 * Runs an action while no other command changes the fleet.
	 */
	<T> T locked(Supplier<T> action) {
		try {
			Files.createDirectories(home().resolve("logs"));
			try (FileChannel file = FileChannel.open(home().resolve("lock"), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE)) {
				lock(file);
				return action.get();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void lock(FileChannel file) throws IOException {
		long limit = this.pace.nanos() + LOCK_LIMIT.toNanos();
		this.pace.pause(Duration.ZERO);
		while (tryLock(file) == null) {
			if (this.pace.nanos() >= limit) {
				throw new FleetException("another command has been using %s for 5 minutes".formatted(home()));
			}
			this.pace.pause(STEP);
		}
	}

	private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
		try {
			return channel.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			// Locked by another thread of this JVM
			return null;
		}
	}

	/**
	 * Prepares the directory for a new fleet.
	 */
	Ports beginAnew(SetUp setUp) {
		Ports ports = Ports.choose(this.settings.variable("FLEET_PORTS"), new SecureRandom());
		try {
			for (String old : List.of("consul", "lists", "orders", "reservations")) {
				delete(home().resolve(old));
			}
			for (String directory : List.of("consul", "jars", "orders", "prometheus")) {
				Files.createDirectories(home().resolve(directory));
			}
			writeToken();
			Files.writeString(home().resolve("mode"), setUp.mode() + "\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		ports.write(home().resolve("ports"));
		return ports;
	}

	private void writeToken() throws IOException {
		byte[] token = new byte[TOKEN_BYTES];
		new SecureRandom().nextBytes(token);
		Path file = home().resolve("token");
		Files.deleteIfExists(file);
		Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		Files.writeString(file, HexFormat.of().formatHex(token));
	}

	/**
	 * Deletes a directory and its contents.
	 */
	static void delete(Path directory) {
		if (!Files.exists(directory)) {
			return;
		}
		try (Stream<Path> files = Files.walk(directory)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	boolean hasPorts() {
		return Files.exists(home().resolve("ports"));
	}

	Ports ports() {
		return Ports.read(home().resolve("ports"));
	}

	boolean usesHaproxy() {
		// A fleet that was never started has no mode
		return Files.exists(home().resolve("mode")) && setUp() == SetUp.HAPROXY;
	}

	SetUp setUp() {
		return SetUp.ofMode(read("mode"));
	}

	boolean hasToken() {
		return Files.exists(home().resolve("token"));
	}

	/**
	 * Returns the token that services require for faults.
	 */
	String token() {
		return read("token");
	}

	void deleteToken() {
		try {
			Files.deleteIfExists(home().resolve("token"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String read(String file) {
		try {
			return Files.readString(home().resolve(file)).strip();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
