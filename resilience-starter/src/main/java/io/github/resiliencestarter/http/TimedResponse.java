package io.github.resiliencestarter.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import io.github.resiliencestarter.guard.Completion;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Response whose body is read against the time of its attempt, and that tells the guard
 * when it is through.
 */
class TimedResponse implements ClientHttpResponse {

	private static final Log logger = LogFactory.getLog(TimedResponse.class);

	private final ClientHttpResponse response;

	private final TimedAttempt attempt;

	private @Nullable Completion completion;

	private @Nullable InputStream body;

	TimedResponse(ClientHttpResponse response, TimedAttempt attempt) {
		this.response = response;
		this.attempt = attempt;
	}

	void deliver(Completion completion, boolean endless) {
		this.completion = completion;
		if (endless) {
			ended(null);
		}
	}

	/**
	 * Close a body from another thread than the one that reads it.
	 */
	static void closeBody(ClientHttpResponse response) {
		try {
			response.getBody().close();
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Could not close the body of a response that took too long", ex);
		}
	}

	@Override
	public HttpStatusCode getStatusCode() throws IOException {
		return this.response.getStatusCode();
	}

	@Override
	public String getStatusText() throws IOException {
		return this.response.getStatusText();
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.response.getHeaders();
	}

	@Override
	public InputStream getBody() throws IOException {
		InputStream body = this.body;
		if (body == null) {
			body = new TimedBody(this.response.getBody());
			this.body = body;
		}
		return body;
	}

	@Override
	public void close() {
		// Some clients read the rest of the body here: that must not take for ever either
		this.response.close();
		ended(null);
	}

	private void ended(@Nullable IOException error) {
		this.attempt.ended();
		if (this.completion != null) {
			this.completion.ended(error);
		}
	}

	private final class TimedBody extends FilterInputStream {

		TimedBody(InputStream body) {
			super(body);
		}

		@Override
		public int read() throws IOException {
			return checked(super::read);
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			return checked(() -> super.read(bytes, offset, length));
		}

		private int checked(Read read) throws IOException {
			try {
				int result = readInTime(read);
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

		private int readInTime(Read read) throws IOException {
			try {
				int result = read.run();
				TimedResponse.this.attempt.checkTime(null);
				return result;
			}
			catch (IOException | RuntimeException ex) {
				TimedResponse.this.attempt.checkTime(ex);
				throw ex;
			}
		}

	}

	@FunctionalInterface
	private interface Read {

		int run() throws IOException;

	}

}
