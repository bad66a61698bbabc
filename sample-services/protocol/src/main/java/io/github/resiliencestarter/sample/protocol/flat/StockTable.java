package io.github.resiliencestarter.sample.protocol.flat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import com.google.flatbuffers.FlatBufferBuilder;
import com.google.flatbuffers.Table;

/**
 * Stock levels and the name of the instance that returns them, as in {@code stock.fbs}: a
 * view of bytes that never change, so any number of threads can read it.
 * <p>
 * FlatBuffers does not check the bytes beforehand. If they are damaged, the accessors
 * throw an {@link IndexOutOfBoundsException} or return nonsense.
 */
public final class StockTable extends Table {

	static final String IDENTIFIER = "STCK";

	private static final int FIELDS = 2;

	private static final int ROWS = 0;

	private static final int INSTANCE = 1;

	private StockTable(int position, ByteBuffer bytes) {
		__reset(position, bytes);
	}

	/**
	 * Creates a view of the remaining bytes of a buffer, without copying them.
	 * @throws IllegalArgumentException if they are no such table
	 */
	static StockTable of(ByteBuffer bytes) {
		ByteBuffer ordered = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
		if (ordered.limit() < Integer.BYTES + IDENTIFIER.length() || !__has_identifier(ordered, IDENTIFIER)) {
			throw new IllegalArgumentException("Not a stock table");
		}
		int root = ordered.getInt(0);
		if (root < Integer.BYTES || root > ordered.limit() - Integer.BYTES) {
			throw new IllegalArgumentException("Not a complete stock table");
		}
		return new StockTable(root, ordered);
	}

	/**
	 * Returns a view of the bytes.
	 */
	ByteBuffer bytes() {
		return this.bb.duplicate();
	}

	/**
	 * Returns the number of rows.
	 */
	public int size() {
		int offset = __offset(StockRow.slot(ROWS));
		return (offset != 0) ? __vector_len(offset) : 0;
	}

	/**
	 * Moves to a row.
	 * @param index the index of the row
	 * @param row the object to use again
	 * @return the same object
	 * @throws IndexOutOfBoundsException if there is no such row
	 */
	public StockRow row(int index, StockRow row) {
		if (index < 0 || index >= size()) {
			throw new IndexOutOfBoundsException(index);
		}
		int rows = __vector(__offset(StockRow.slot(ROWS)));
		return row.moveTo(__indirect(rows + index * Integer.BYTES), this.bb);
	}

	/**
	 * Decodes the name of the instance.
	 */
	public String instance() {
		int offset = __offset(StockRow.slot(INSTANCE));
		return (offset != 0) ? __string(this.bb_pos + offset) : "";
	}

	/**
	 * Writer of a table, row by row into its final bytes.
	 */
	public static final class Builder {

		private static final int BYTES = 64;

		private static final int BYTES_PER_ROW = 32;

		private final FlatBufferBuilder builder;

		private final int[] rows;

		private int size;

		/**
		 * Creates a writer.
		 * @param rows the number of rows at most
		 */
		public Builder(int rows) {
			this.builder = new FlatBufferBuilder(BYTES + rows * BYTES_PER_ROW);
			this.rows = new int[rows];
		}

		/**
		 * Adds a row.
		 * @param sku the article
		 * @param available its available quantity
		 * @return this builder
		 */
		public Builder add(String sku, int available) {
			this.rows[this.size] = StockRow.create(this.builder, sku, available);
			this.size++;
			return this;
		}

		/**
		 * Ends the table.
		 * @param instance the name of the instance that returns it
		 * @return the table
		 */
		public StockTable build(String instance) {
			int text = this.builder.createString(instance);
			int vector = this.builder.createVectorOfTables(Arrays.copyOf(this.rows, this.size));
			this.builder.startTable(FIELDS);
			this.builder.addOffset(ROWS, vector, 0);
			this.builder.addOffset(INSTANCE, text, 0);
			this.builder.finish(this.builder.endTable(), IDENTIFIER);
			return of(this.builder.dataBuffer());
		}

	}

}
