package io.github.resiliencestarter.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import io.github.resiliencestarter.guard.Completion;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Response whose body must be read within the timeout of its attempt, and that notifies
 * the guard when it has been read.
 */
class TimedResponse extends ResponseWrapper {

	private static final Log logger = LogFactory.getLog(TimedResponse.class);

	private final TimedAttempt attempt;

	private volatile @Nullable InputStream body;

	// The client library's body, or null if it has not been requested yet
	private volatile @Nullable InputStream rawBody;

	TimedResponse(ClientHttpResponse response, TimedAttempt attempt) {
		super(response);
		this.attempt = attempt;
	}

	void deliver(Completion completion, boolean endless) {
		this.attempt.deliver(completion);
		if (endless) {
			ended(null);
		}
	}

	/**
	 * Record that nothing is left to read.
	 */
	void read() {
		ended(null);
	}

	/**
	 * Close the body from a thread other than the one that reads it.
	 */
	void closeBody() {
		InputStream rawBody = this.rawBody;
		try {
			if (rawBody != null) {
				rawBody.close();
			}
			else {
				super.close();
			}
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Failed to close the body of a response that timed out", ex);
		}
	}

	@Override
	public InputStream getBody() throws IOException {
		InputStream body = this.body;
		if (body == null) {
			body = new TimedBody(rawBody(), getHeaders());
			this.body = body;
		}
		return body;
	}

	// A buffered response is read here
	private InputStream rawBody() throws IOException {
		try {
			return inTime(() -> {
				InputStream body = super.getBody();
				this.rawBody = body;
				return body;
			});
		}
		catch (IOException ex) {
			ended(ex);
			throw ex;
		}
	}

	private <T> T inTime(Read<T> read) throws IOException {
		try {
			this.attempt.waits();
			T result = read.run();
			this.attempt.checkTime(null);
			return result;
		}
		catch (IOException | RuntimeException ex) {
			this.attempt.checkTime(ex);
			throw ex;
		}
		finally {
			this.attempt.works();
		}
	}

	@Override
	public void close() {
		// Some clients read the rest of the body here, which must not take forever
		this.attempt.waits();
		this.attempt.abortIfTimedOut();
		try {
			super.close();
		}
		finally {
			ended(null);
		}
	}

	private void ended(@Nullable IOException error) {
		this.attempt.ended(error);
	}

	private final class TimedBody extends FilterInputStream {

		// Remaining bytes of a body with a known length, otherwise negative
		private long rest;

		TimedBody(InputStream body, HttpHeaders headers) {
			super(body);
			this.rest = headers.containsHeader(HttpHeaders.CONTENT_ENCODING) ? -1 : headers.getContentLength();
		}

		@Override
		public int read() throws IOException {
			int result = (int) checked(super::read);
			if (result >= 0) {
				received(1);
			}
			return result;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			int result = (int) checked(() -> super.read(bytes, offset, length));
			received(result);
			return result;
		}

		@Override
		public long skip(long count) throws IOException {
			long result = checked(() -> super.skip(count));
			received(result);
			return result;
		}

		@Override
		public void close() throws IOException {
			TimedResponse.this.attempt.waits();
			try {
				super.close();
			}
			finally {
				ended(null);
			}
		}

		private void received(long bytes) {
			if (this.rest > 0 && bytes > 0) {
				this.rest -= bytes;
				if (this.rest <= 0) {
					ended(null);
				}
			}
		}

		private long checked(Read<? extends Number> read) throws IOException {
			try {
				long result = inTime(read).longValue();
				if (result < 0) {
					ended(null);
				}
				return result;
			}
			catch (IOException ex) {
				ended(ex);
				throw ex;
			}
		}

	}

	@FunctionalInterface
	private interface Read<T> {

		T run() throws IOException;

	}

}
