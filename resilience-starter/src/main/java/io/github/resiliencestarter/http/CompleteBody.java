package io.github.resiliencestarter.http;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Body that fails if it ends before its announced length. {@code HttpURLConnection} takes
 * a broken connection for the end of the body.
 */
class CompleteBody extends FilterInputStream {

	private final long length;

	private long received;

	/**
	 * Create a body.
	 * @param body the body
	 * @param length its announced length, not positive if it is unknown
	 */
	CompleteBody(InputStream body, long length) {
		super(body);
		this.length = length;
	}

	@Override
	public int read() throws IOException {
		int result = super.read();
		received((result < 0) ? result : 1);
		return result;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		int result = super.read(bytes, offset, length);
		received(result);
		return result;
	}

	@Override
	public long skip(long count) throws IOException {
		long result = super.skip(count);
		received(result);
		return result;
	}

	@Override
	public boolean markSupported() {
		return false;
	}

	private void received(long bytes) throws IOException {
		if (bytes < 0 && this.received < this.length) {
			throw new EOFException("Response ended after " + this.received + " of " + this.length + " bytes");
		}
		this.received += Math.max(0, bytes);
	}

}
