package io.github.resiliencestarter.http;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;

/**
 * Translates the failures of one request to the exceptions of its client, which are what
 * the caller sees and what users name in Resilience4j's configuration.
 */
interface CallerView {

	/**
	 * Return the exception for a 4xx or 5xx response. It does not have the body, which
	 * the caller has not read yet.
	 */
	Throwable ofResponse(HttpStatusCode status, HttpHeaders headers);

	/**
	 * Return the exception for an I/O error.
	 */
	Throwable ofError(Throwable error);

	static String textOf(HttpStatusCode status) {
		return (status instanceof HttpStatus known) ? known.getReasonPhrase() : "";
	}

	static Charset charsetOf(HttpHeaders headers) {
		try {
			MediaType type = headers.getContentType();
			Charset charset = (type != null) ? type.getCharset() : null;
			return (charset != null) ? charset : StandardCharsets.UTF_8;
		}
		catch (IllegalArgumentException ex) {
			return StandardCharsets.UTF_8;
		}
	}

}
