package io.github.resiliencestarter.http;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Fallback of one call of an HTTP client. It is used when the guard has given up: the
 * target failed, or the call was rejected.
 */
public interface HttpFallback {

	/**
	 * Returns the service to which the request is sent instead.
	 * @return the name of the service, or {@code null} if there is none
	 */
	@Nullable String service();

	/**
	 * Returns how much of a successful response a client reads before its caller gets it,
	 * if it cannot wait for bytes.
	 * @param sent the request as it was sent, {@code null} if that is unknown
	 * @param status the status
	 * @param headers the headers
	 * @return the number of bytes of the largest body that is kept, negative if this
	 * response is not kept
	 */
	int bytesToKeep(@Nullable HttpRequest sent, HttpStatusCode status, HttpHeaders headers);

	/**
	 * Called with a successful response that is not endless.
	 * @param sent the request as it was sent, with everything that interceptors have
	 * added; {@code null} if that is unknown
	 * @param response the response
	 * @return the response for the caller
	 * @throws IOException if the response is incomplete
	 */
	ClientHttpResponse succeeded(@Nullable HttpRequest sent, ClientHttpResponse response) throws IOException;

	/**
	 * Returns the last good answer.
	 * @param sent the request as it was last sent, {@code null} if it was not or if that
	 * is unknown
	 * @return the response, or {@code null} if there is none
	 */
	@Nullable ClientHttpResponse lastGoodAnswer(@Nullable HttpRequest sent);

}
