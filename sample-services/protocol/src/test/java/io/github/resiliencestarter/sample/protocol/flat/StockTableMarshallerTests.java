package io.github.resiliencestarter.sample.protocol.flat;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.IntStream;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StockTableMarshaller} and {@link StockTable}.
 */
class StockTableMarshallerTests {

	private final StockTableMarshaller marshaller = new StockTableMarshaller();

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 5, 10_000 })
	void aTableIsReadAsItWasWritten(int rows) throws IOException {
		StockTable table = this.marshaller.parse(new ByteArrayInputStream(bytes(table(rows))));
		assertThat(table.size()).isEqualTo(rows);
		assertThat(table.instance()).isEqualTo("inventory-7");
		StockRow row = new StockRow();
		assertThat(IntStream.range(0, rows))
			.allSatisfy((index) -> assertThat(table.row(index, row).available()).isEqualTo(index))
			.allSatisfy((index) -> assertThat(table.row(index, row).sku()).isEqualTo("kÿ-" + index));
	}

	@Test
	void aRowThatIsNotThereIsRejected() {
		StockRow row = new StockRow();
		for (int index : new int[] { -1, 2, Integer.MAX_VALUE, Integer.MIN_VALUE }) {
			assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> table(2).row(index, row));
		}
	}

	@Test
	void aTableCanBeSentAgain() throws IOException {
		StockTable table = table(3);
		byte[] first = bytes(table);
		assertThat(bytes(table)).isEqualTo(first);
		assertThat(bytes(this.marshaller.parse(new ByteArrayInputStream(first)))).isEqualTo(first);
	}

	@Test
	void itsBytesAreSentWithoutABufferInBetween() throws IOException {
		InputStream stream = this.marshaller.stream(table(3));
		int length = bytes(table(3)).length;
		assertThat(stream).isInstanceOf(KnownLength.class).isInstanceOf(Drainable.class);
		assertThat(stream.available()).isEqualTo(length);
		ByteArrayOutputStream target = new ByteArrayOutputStream();
		assertThat(((Drainable) stream).drainTo(target)).isEqualTo(length);
		assertThat(target.toByteArray()).isEqualTo(bytes(table(3)));
		assertThat(stream.available()).isZero();
	}

	@Test
	void aMessageOfUnknownLengthIsRead() throws IOException {
		InputStream decompressed = new BufferedInputStream(new ByteArrayInputStream(bytes(table(3))));
		assertThat(this.marshaller.parse(decompressed).size()).isEqualTo(3);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 4, 7, 8, 11 })
	void aMessageThatEndsEarlyIsRejected(int length) throws IOException {
		assertInvalid(Arrays.copyOf(bytes(table(3)), length));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 3, 5 })
	void anythingElseIsRejected(int damaged) throws IOException {
		byte[] bytes = bytes(table(3));
		bytes[damaged] ^= (byte) 0xff;
		assertInvalid(bytes);
	}

	private void assertInvalid(byte[] bytes) {
		assertThatExceptionOfType(StatusRuntimeException.class)
			.isThrownBy(() -> this.marshaller.parse(new ByteArrayInputStream(bytes)))
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Code.INTERNAL));
	}

	private byte[] bytes(StockTable table) throws IOException {
		return this.marshaller.stream(table).readAllBytes();
	}

	private static StockTable table(int rows) {
		StockTable.Builder table = new StockTable.Builder(rows);
		IntStream.range(0, rows).forEach((index) -> table.add("kÿ-" + index, index));
		return table.build("inventory-7");
	}

}
