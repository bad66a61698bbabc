package io.github.resiliencestarter.sample.inventory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReservationBook}.
 */
class ReservationBookTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	void reservesOncePerKey() throws IOException {
		ReservationBook book = book();
		assertThat(book.reserve("key-1", new Reservation("order-1", "1"))).isTrue();
		assertThat(book.reserve("key-1", new Reservation("order-1", "1"))).isFalse();
		assertThat(book.reserve("key-2", new Reservation("order-1", "1"))).isTrue();
		assertThat(book.state().orders()).containsExactly("order-1", "order-1");
		assertThat(book.state().repeated()).isEqualTo(1);
	}

	@Test
	void knowsTheKeysOfOtherInstances() throws IOException {
		ReservationBook one = book();
		ReservationBook other = book();
		one.reserve("key-1", new Reservation("order-1", "1"));
		assertThat(other.reserve("key-1", new Reservation("order-1", "1"))).isFalse();
		other.reserve("key-2", new Reservation("order-2", "1"));
		assertThat(one.state()).isEqualTo(other.state());
	}

	@Test
	void forgetsALineThatWasNotFinishedWhenItsInstanceWasKilled() throws IOException {
		book().reserve("key-1", new Reservation("order-1", "1"));
		Files.writeString(file(), "reserved key-2 ord", StandardOpenOption.APPEND);
		ReservationBook restarted = book();
		assertThat(restarted.reserve("key-1", new Reservation("order-1", "1"))).isFalse();
		assertThat(restarted.reserve("key-2", new Reservation("order-2", "1"))).isTrue();
		assertThat(restarted.state().orders()).containsExactly("order-1", "order-2");
	}

	@Test
	void reservesOnceIfRequestsArriveAtTheSameTime() throws IOException {
		ReservationBook book = book();
		long reserved = IntStream.range(0, 200)
			.parallel()
			.filter((i) -> book.reserve("key-" + i / 2, new Reservation("order-" + i / 2, "1")))
			.count();
		assertThat(reserved).isEqualTo(100);
		assertThat(book.state().orders()).hasSize(100).doesNotHaveDuplicates();
	}

	private ReservationBook book() throws IOException {
		return new ReservationBook(file().toString());
	}

	private Path file() {
		return this.directory.resolve("reservations");
	}

}
