package io.github.resiliencestarter.http;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;

/**
 * What a caller gets of the failures of one request: the exceptions of its client, which
 * users name in Resilience4j's configuration.
 */
interface CallerView {

	/**
	 * Return the exception for a response of 4xx or 5xx, without its body, which the
	 * caller has yet to read.
	 */
	Throwable ofResponse(HttpStatusCode status, HttpHeaders headers);

	/**
	 * Return the exception for an error of the exchange.
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
