package io.github.resiliencestarter.sample.protocol.flat;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;

/**
 * Marshaller that sends the bytes of a table and reads tables from the bytes that have
 * arrived. Each direction copies them once, as a whole: from the table to the transport's
 * buffer, and from there to an array of the same length. The transport's buffer itself is
 * not kept, because somebody would have to release it, also for a response that nobody
 * waits for any more.
 * <p>
 * {@link #stream} can be called for the same table again, once for each attempt.
 */
final class StockTableMarshaller implements Marshaller<StockTable> {

	@Override
	public InputStream stream(StockTable table) {
		return new Bytes(table.bytes());
	}

	@Override
	public StockTable parse(InputStream stream) {
		try {
			return StockTable.of(ByteBuffer.wrap(read(stream)));
		}
		catch (IOException | IllegalArgumentException ex) {
			throw Status.INTERNAL.withDescription("Invalid stock table").withCause(ex).asRuntimeException();
		}
	}

	/**
	 * The length of an uncompressed message is known, and limited by gRPC.
	 */
	private static byte[] read(InputStream stream) throws IOException {
		if (!(stream instanceof KnownLength)) {
			return stream.readAllBytes();
		}
		byte[] bytes = new byte[stream.available()];
		if (stream.readNBytes(bytes, 0, bytes.length) < bytes.length) {
			throw new EOFException("Message ends early");
		}
		return bytes;
	}

	/**
	 * Bytes that gRPC copies to the buffer of the transport without a buffer of its own.
	 */
	private static final class Bytes extends ByteArrayInputStream implements KnownLength, Drainable {

		Bytes(ByteBuffer bytes) {
			super(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
		}

		@Override
		public int drainTo(OutputStream target) throws IOException {
			return (int) transferTo(target);
		}

	}

}
