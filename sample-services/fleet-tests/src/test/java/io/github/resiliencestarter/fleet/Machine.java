package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Lock that the test JVMs of this module share, because they run on one machine. Most
 * tests hold it together with one of another JVM; a test that is {@link Alone} holds it
 * alone.
 * <p>
 * It is a file with two bytes that are locked: the machine itself, and a turnstile in
 * front of it. A test that waits for the machine also blocks the turnstile, so that tests
 * of other JVMs cannot overtake it forever. The operating system releases the locks of a
 * JVM that was killed.
 */
final class Machine {

	private static final long TURNSTILE = 0;

	private static final long MACHINE = 1;

	private final Path file;

	Machine(Path file) {
		this.file = file;
	}

	/**
	 * Waits for the machine.
	 * @param alone whether nobody else may hold it
	 * @return the lock, to be closed
	 */
	@SuppressWarnings("try") // Closed at the end
	Hold hold(boolean alone) {
		try {
			Files.createDirectories(this.file.toAbsolutePath().getParent());
			FileChannel channel = FileChannel.open(this.file, StandardOpenOption.CREATE, StandardOpenOption.READ,
					StandardOpenOption.WRITE);
			try (FileLock turnstile = channel.lock(TURNSTILE, 1, false)) {
				channel.lock(MACHINE, 1, !alone);
			}
			return new Hold(channel);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Permission to use the machine until it is closed.
	 *
	 * @param channel the open file, whose locks end when it is closed
	 */
	record Hold(FileChannel channel) implements AutoCloseable {

		@Override
		public void close() {
			try {
				this.channel.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
