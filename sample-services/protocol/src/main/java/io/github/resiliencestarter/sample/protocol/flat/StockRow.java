package io.github.resiliencestarter.sample.protocol.flat;

import java.nio.ByteBuffer;

import com.google.flatbuffers.FlatBufferBuilder;
import com.google.flatbuffers.Table;

/**
 * Row of a {@link StockTable}, as in {@code stock.fbs}: a position in the bytes of the
 * table. One object can be moved over all rows.
 */
public final class StockRow extends Table {

	private static final int FIELDS = 2;

	private static final int SKU = 0;

	private static final int AVAILABLE = 1;

	static int create(FlatBufferBuilder builder, String sku, int available) {
		int text = builder.createString(sku);
		builder.startTable(FIELDS);
		builder.addOffset(SKU, text, 0);
		builder.addInt(AVAILABLE, available, 0);
		return builder.endTable();
	}

	StockRow moveTo(int position, ByteBuffer bytes) {
		__reset(position, bytes);
		return this;
	}

	/**
	 * Decodes the article.
	 */
	public String sku() {
		int offset = __offset(slot(SKU));
		return (offset != 0) ? __string(this.bb_pos + offset) : "";
	}

	/**
	 * Returns the available quantity.
	 */
	public int available() {
		int offset = __offset(slot(AVAILABLE));
		return (offset != 0) ? this.bb.getInt(this.bb_pos + offset) : 0;
	}

	/**
	 * Returns the place of a field in the table of fields, which begins with two sizes.
	 */
	static int slot(int field) {
		return (field + 2) * Short.BYTES;
	}

}
