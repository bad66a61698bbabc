package io.github.resiliencestarter.fallback;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.util.StringUtils;

/**
 * Rules for the answers that may be kept and used for others, after RFC 9111 for a shared
 * cache.
 */
final class KeepingRules {

	/**
	 * Headers of a request that are part of the key.
	 */
	static final List<String> IN_KEY = List.of(HttpHeaders.ACCEPT, HttpHeaders.ACCEPT_LANGUAGE,
			HttpHeaders.ACCEPT_ENCODING, HttpHeaders.ACCEPT_CHARSET);

	private static final List<String> CREDENTIALS = List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.COOKIE,
			HttpHeaders.PROXY_AUTHORIZATION);

	// Each of them forbids to store the response, or to use it once it is stale
	private static final Set<String> FORBIDDING = Set.of("no-store", "private", "no-cache", "must-revalidate",
			"proxy-revalidate");

	private static final int OK = 200;

	private static final int NOT_FOUND = 404;

	private static final int GONE = 410;

	private KeepingRules() {
	}

	/**
	 * Return whether a request asks for something that may be kept.
	 */
	static boolean isEligible(HttpRequest request) {
		return HttpMethod.GET.equals(request.getMethod()) && !request.getHeaders().containsHeader(HttpHeaders.RANGE)
				&& tokens(request.getHeaders(), HttpHeaders.CACHE_CONTROL).noneMatch("no-store"::equals);
	}

	/**
	 * Return whether a request carries credentials.
	 */
	static boolean hasCredentials(HttpRequest request) {
		return request.getURI().getRawUserInfo() != null
				|| CREDENTIALS.stream().anyMatch(request.getHeaders()::containsHeader);
	}

	/**
	 * Return whether a response may be kept.
	 */
	static boolean isKeepable(int status, HttpHeaders response) {
		return status == OK && !response.containsHeader(HttpHeaders.SET_COOKIE)
				&& !response.containsHeader(StaleResponse.STALE_HEADER)
				&& tokens(response, HttpHeaders.CACHE_CONTROL).noneMatch(FORBIDDING::contains)
				&& tokens(response, HttpHeaders.VARY)
					.allMatch((name) -> IN_KEY.stream().anyMatch(name::equalsIgnoreCase));
	}

	/**
	 * Return whether a response says that what was kept is no longer good.
	 */
	static boolean isGone(int status) {
		return status == NOT_FOUND || status == GONE;
	}

	// The name of a directive without its value, as in private="x"
	private static Stream<String> tokens(HttpHeaders headers, String name) {
		return headers.getOrEmpty(name)
			.stream()
			.flatMap((value) -> Stream.of(StringUtils.tokenizeToStringArray(value, ",")))
			.map((token) -> token.split("=", 2)[0].strip().toLowerCase(Locale.ROOT));
	}

}
