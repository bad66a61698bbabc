package io.github.resiliencestarter.sample.inventory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Repository;

/**
 * Reservations and their idempotency keys, in a file that all instances append to. A
 * request may be repeated at another instance, so the instances share the keys. What was
 * written is still known after {@code kill -9}. Thread-safe.
 * <p>
 * Reservations do not change the stock levels, which all other experiments read.
 */
@Repository
class ReservationBook implements DisposableBean {

	private static final String RESERVED = "reserved";

	private static final String REPEATED = "repeated";

	private final Set<String> keys = new HashSet<>();

	private final List<String> orders = new ArrayList<>();

	private final FileChannel file;

	private int repeated;

	private long end;

	ReservationBook(@Value("${sample.reservations-file:}") String file) throws IOException {
		Path path = file.isEmpty() ? Files.createTempFile("reservations", "") : Path.of(file);
		Files.createDirectories(path.toAbsolutePath().getParent());
		this.file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE,
				StandardOpenOption.CREATE);
	}

	/**
	 * Reserves stock, unless the key is known.
	 * @return whether the key was new
	 */
	synchronized boolean reserve(String key, Reservation reservation) {
		return locked(() -> {
			boolean isNew = !this.keys.contains(key);
			write(isNew ? "%s %s %s %s\n".formatted(RESERVED, key, reservation.order(), reservation.sku())
					: "%s %s\n".formatted(REPEATED, key));
			readOn();
			return isNew;
		});
	}

	synchronized State state() {
		return locked(() -> new State(List.copyOf(this.orders), this.repeated));
	}

	/**
	 * Runs an action with everything known that has been written, and while no other
	 * instance writes.
	 */
	private <T> T locked(Action<T> action) {
		try {
			FileLock lock = this.file.lock();
			try {
				readOn();
				return action.run();
			}
			finally {
				lock.release();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Reads what all instances have appended since the last time. Part of a line is from
	 * an instance that was killed while it was writing, before it responded.
	 */
	private void readOn() throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(this.file.size() - this.end));
		while (bytes.hasRemaining() && this.file.read(bytes, this.end + bytes.position()) >= 0) {
			// Reads the rest
		}
		String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
		int length = text.lastIndexOf('\n') + 1;
		text.substring(0, length).lines().forEach(this::read);
		this.end += length;
		this.file.truncate(this.end);
	}

	private void read(String line) {
		String[] words = line.split(" ", -1);
		if (words[0].equals(RESERVED)) {
			this.keys.add(words[1]);
			this.orders.add(words[2]);
		}
		else {
			this.repeated++;
		}
	}

	private void write(String line) throws IOException {
		ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
		while (bytes.hasRemaining()) {
			this.file.write(bytes, this.end + bytes.position());
		}
	}

	@Override
	public void destroy() throws IOException {
		this.file.close();
	}

	/**
	 * Action with the file.
	 */
	@FunctionalInterface
	private interface Action<T> {

		T run() throws IOException;

	}

	/**
	 * What has been reserved.
	 *
	 * @param orders the order of each reservation
	 * @param repeated the number of requests with a known key
	 */
	record State(List<String> orders, int repeated) {
	}

}
