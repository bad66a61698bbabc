package io.github.resiliencestarter.http;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import feign.Client;
import feign.Request;
import feign.Response;
import feign.Retryer;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Client of OpenFeign that guards another. Each attempt goes through the other client,
 * which is where Spring Cloud chooses an instance.
 * <p>
 * If the user has configured a {@link Retryer}, it alone retries.
 */
class FeignGuard implements Client {

	private static final String LOAD_BALANCERS = "org.springframework.cloud.openfeign.loadbalancer.";

	// An interrupt aborts its requests, and it creates a new client for other timeouts
	private static final String JDK_CLIENT = "feign.http2client.Http2Client";

	private static final byte[] NO_BODY = {};

	private final GuardInterceptor guard;

	private final DeadlineHeader deadline;

	private final AttemptTimer timer;

	private final Client client;

	private final FeignCapability capability;

	private final boolean balanced;

	private final boolean limited;

	FeignGuard(GuardInterceptor guard, DeadlineHeader deadline, AttemptTimer timer, Client client,
			FeignCapability capability) {
		this.guard = guard;
		this.deadline = deadline;
		this.timer = timer;
		this.client = client;
		this.capability = capability;
		this.balanced = client.getClass().getName().startsWith(LOAD_BALANCERS);
		this.limited = !FeignClients.innermost(client).getClass().getName().equals(JDK_CLIENT);
	}

	@Override
	public Response execute(Request request, Request.Options options) throws IOException {
		byte[] body = (request.body() != null) ? request.body() : NO_BODY;
		ClientHttpResponse response = this.guard.intercept(new FeignRequest(request, !this.capability.hasOwnRetryer()),
				body, (attempt, sameBody) -> new FeignResponse(send(request, attempt, options)));
		return FeignResponse.toFeign(response, request);
	}

	private Response send(Request request, HttpRequest attempt, Request.Options options) throws IOException {
		if (this.balanced) {
			this.deadline.addToDiscovered(attempt.getAttributes(), attempt.getHeaders()::set);
		}
		Request toSend = Request.create(request.httpMethod(), request.url(), headersOf(attempt.getHeaders()),
				request.body(), request.charset(), request.requestTemplate());
		return this.client.execute(toSend, limit(options));
	}

	private static Map<String, Collection<String>> headersOf(HttpHeaders headers) {
		Map<String, Collection<String>> result = new LinkedHashMap<>();
		headers.forEach(result::put);
		return result;
	}

	// HttpURLConnection and others only know timeouts of their own
	private Request.Options limit(Request.Options options) {
		TimedAttempt attempt = this.timer.current();
		if (attempt == null || !this.limited) {
			return options;
		}
		long millis = Math.max(1, attempt.timeLeft().toMillis());
		return new Request.Options(sooner(options.connectTimeoutMillis(), millis), TimeUnit.MILLISECONDS,
				sooner(options.readTimeoutMillis(), millis), TimeUnit.MILLISECONDS, options.isFollowRedirects());
	}

	// Zero means no timeout
	private static long sooner(int timeout, long limit) {
		return (timeout > 0) ? Math.min(timeout, limit) : limit;
	}

}
