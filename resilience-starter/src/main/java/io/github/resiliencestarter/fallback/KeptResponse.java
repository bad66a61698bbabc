package io.github.resiliencestarter.fallback;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Response in the cache. It is stored as bytes, so that any cache can hold it, and so
 * that two versions of the application can share it.
 */
final class KeptResponse {

	private static final int FORMAT = 1;

	private static final Set<String> NOT_KEPT = Set.of("connection", "keep-alive", "proxy-authenticate",
			"proxy-connection", "te", "trailer", "transfer-encoding", "upgrade");

	private final long millis;

	private final int status;

	private final HttpHeaders headers;

	private final byte[] body;

	private KeptResponse(long millis, int status, HttpHeaders headers, byte[] body) {
		this.millis = millis;
		this.status = status;
		this.headers = headers;
		this.body = body;
	}

	/**
	 * Create a response.
	 * @param millis when it was received, in milliseconds since the epoch
	 * @param status the status
	 * @param headers the headers, of which those about the connection are left out
	 * @param body the body
	 */
	static KeptResponse of(long millis, int status, HttpHeaders headers, byte[] body) {
		HttpHeaders kept = new HttpHeaders();
		headers.forEach((name, values) -> {
			if (!NOT_KEPT.contains(name.toLowerCase(Locale.ROOT))) {
				kept.addAll(name, values);
			}
		});
		kept.setContentLength(body.length);
		return new KeptResponse(millis, status, kept, body);
	}

	long millis() {
		return this.millis;
	}

	int status() {
		return this.status;
	}

	HttpHeaders headers() {
		return this.headers;
	}

	int fingerprint() {
		return 31 * Arrays.hashCode(this.body) + this.status;
	}

	InputStream stream() {
		return new ByteArrayInputStream(this.body);
	}

	byte[] toBytes() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(this.body.length + 512);
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeByte(FORMAT);
			out.writeLong(this.millis);
			out.writeShort(this.status);
			int count = this.headers.headerSet().stream().mapToInt((header) -> header.getValue().size()).sum();
			out.writeInt(count);
			for (var header : this.headers.headerSet()) {
				for (String value : header.getValue()) {
					out.writeUTF(header.getKey());
					out.writeUTF(value);
				}
			}
			out.writeInt(this.body.length);
			out.write(this.body);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	/**
	 * Read a response.
	 * @return the response, or {@code null} if it is not in a format that this version
	 * knows
	 */
	static @Nullable KeptResponse read(byte[] bytes) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
			if (in.readByte() != FORMAT) {
				return null;
			}
			long millis = in.readLong();
			int status = in.readShort();
			HttpHeaders headers = new HttpHeaders();
			int count = in.readInt();
			for (int i = 0; i < count; i++) {
				headers.add(in.readUTF(), in.readUTF());
			}
			byte[] body = new byte[in.readInt()];
			in.readFully(body);
			return new KeptResponse(millis, status, headers, body);
		}
		catch (IOException | RuntimeException ex) {
			return null;
		}
	}

}
