package io.github.resiliencestarter.fallback;

import java.io.IOException;

import io.github.resiliencestarter.http.HttpFallback;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Fallback of one call.
 *
 * @param service the other service, or {@code null} if there is none
 * @param lastGood the last good answer, or {@code null} if answers are not kept
 */
record ClientFallback(@Nullable String service, LastGoodResponses.@Nullable OfCall lastGood) implements HttpFallback {

	@Override
	public int bytesToKeep(@Nullable HttpRequest sent, HttpStatusCode status, HttpHeaders headers) {
		return (this.lastGood != null && sent != null) ? this.lastGood.bytesToKeep(sent, status, headers) : -1;
	}

	@Override
	public ClientHttpResponse succeeded(@Nullable HttpRequest sent, ClientHttpResponse response) throws IOException {
		return (this.lastGood != null && sent != null) ? this.lastGood.keep(sent, response) : response;
	}

	@Override
	public @Nullable ClientHttpResponse lastGoodAnswer(@Nullable HttpRequest sent) {
		return (this.lastGood != null) ? this.lastGood.find(sent) : null;
	}

}
