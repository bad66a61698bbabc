package io.github.resiliencestarter.caller;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resiliencestarter.failure.RetryAfterHeader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.PathContainer;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.server.MockServerWebExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link CallerLimits} and its filters.
 */
@ExtendWith(OutputCaptureExtension.class)
class CallerLimitsTests {

	private static final String HEADER = "X-Caller-Application";

	private final List<String> rejected = new ArrayList<>();

	private CallerLimits limits(CallerIdentity by, int maxCallers) {
		// A period that does not end during a test
		return new CallerLimits(new CallerProperties.Limit(2, Duration.ofHours(1), by, Map.of("batch", 1), maxCallers,
				List.of("/actuator/**")), 2, List.of(this.rejected::add), System::nanoTime);
	}

	private static List<Boolean> admitted(CallerLimits limits, @Nullable String caller, int requests) {
		return IntStream.range(0, requests).mapToObj((i) -> limits.admit(caller) == null).toList();
	}

	@Test
	void eachCallerHasALimit() {
		CallerLimits limits = limits(CallerIdentity.APPLICATION, 10);
		assertThat(admitted(limits, "storefront", 3)).containsExactly(true, true, false);
		assertThat(admitted(limits, "orders", 3)).containsExactly(true, true, false);
		assertThat(admitted(limits, "batch", 2)).containsExactly(true, false);
		assertThat(limits.admit("batch")).isEqualTo(Duration.ofHours(1));
		assertThat(this.rejected).containsExactly("other", "other", "batch", "batch");
	}

	@Test
	void unknownCallersShareALimit() {
		CallerLimits limits = limits(CallerIdentity.APPLICATION, 10);
		assertThat(admitted(limits, null, 1)).containsExactly(true);
		assertThat(admitted(limits, " ", 1)).containsExactly(true);
		assertThat(admitted(limits, "x".repeat(201), 1)).containsExactly(false);
	}

	@Test
	void numberOfCallersIsBounded() {
		CallerLimits limits = limits(CallerIdentity.APPLICATION, 2);
		assertThat(admitted(limits, "a", 1)).containsExactly(true);
		assertThat(admitted(limits, "b", 1)).containsExactly(true);
		assertThat(admitted(limits, "c", 2)).containsExactly(true, true);
		assertThat(admitted(limits, "d", 1)).as("shared with c").containsExactly(false);
	}

	@Test
	void callerThatIsQuietMakesRoom() {
		CallerLimits limits = limits(Duration.ofMillis(1), System::nanoTime);
		AtomicInteger number = new AtomicInteger();
		await().untilAsserted(
				() -> assertThat(admitted(limits, "caller" + number.incrementAndGet(), 2)).containsExactly(true, true));
	}

	@Test
	void searchesForQuietCallersOncePerPeriod() {
		Duration period = Duration.ofMillis(1);
		AtomicLong clock = new AtomicLong();
		CallerLimits limits = limits(period, clock::get);
		for (String caller : List.of("a", "b", "c")) {
			limits.admit(caller);
			assertThat(limits.tellsApart(caller)).as(caller).isTrue();
			awaitPeriod(period);
			limits.admit("early");
			assertThat(limits.tellsApart("early")).as("in the period of %s", caller).isFalse();
			clock.addAndGet(period.toNanos());
		}
	}

	// The rate limiters read the system's clock
	private static void awaitPeriod(Duration period) {
		RateLimiter limiter = RateLimiter.of("period",
				RateLimiterConfig.custom()
					.limitForPeriod(1)
					.limitRefreshPeriod(period)
					.timeoutDuration(Duration.ZERO)
					.build());
		limiter.drainPermissions();
		await().until(limiter::acquirePermission);
	}

	private static CallerLimits limits(Duration period, LongSupplier nanoClock) {
		return new CallerLimits(
				new CallerProperties.Limit(2, period, CallerIdentity.APPLICATION, Map.of(), 1, List.of()), 2, List.of(),
				nanoClock);
	}

	@Test
	void listenerThatFailsDoesNotChangeTheResponse(CapturedOutput output) {
		CallerLimits limits = new CallerLimits(
				new CallerProperties.Limit(1, Duration.ofHours(1), CallerIdentity.APPLICATION, Map.of(), 1, List.of()),
				1, List.of((caller) -> {
					throw new IllegalStateException("rejection");
				}, this.rejected::add), System::nanoTime);
		assertThat(admitted(limits, "a", 4)).containsExactly(true, false, false, false);
		assertThat(this.rejected).hasSize(3);
		assertThat(
				output.getAll().lines().filter((line) -> line.contains("WARN") && line.contains("CallerLimitListener")))
			.hasSize(1);
	}

	@Test
	void pathsCanBeExcluded() {
		CallerLimits limits = limits(CallerIdentity.APPLICATION, 2);
		assertThat(limits.excludes(PathContainer.parsePath("/actuator/health"))).isTrue();
		assertThat(limits.excludes(PathContainer.parsePath("/actuator"))).isTrue();
		assertThat(limits.excludes(PathContainer.parsePath("/actuators"))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "APPLICATION", "PRINCIPAL" })
	void servletFilterRespondsWith429(CallerIdentity by) throws Exception {
		CallerLimitFilter filter = new CallerLimitFilter(HEADER, limits(by, 10));
		assertThat(respond(filter, "/x", "batch", by).getStatus()).isEqualTo(200);
		MockHttpServletResponse response = respond(filter, "/x", "batch", by);
		assertThat(response.getStatus()).isEqualTo(429);
		assertThat(response.getHeader("Retry-After")).isEqualTo("3600");
		assertThat(response.getContentType()).isEqualTo("application/problem+json");
		assertThat(response.getContentAsString()).contains("\"status\":429");
		assertThat(respond(filter, "/actuator/health", "batch", by).getStatus()).isEqualTo(200);
		assertThat(respond(filter, "/x", "storefront", by).getStatus()).isEqualTo(200);
	}

	private static MockHttpServletResponse respond(CallerLimitFilter filter, String path, String caller,
			CallerIdentity by) throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
		if (by == CallerIdentity.APPLICATION) {
			request.addHeader(HEADER, caller);
		}
		else {
			request.setUserPrincipal(() -> caller);
			request.addHeader(HEADER, "another");
		}
		MockHttpServletResponse response = new MockHttpServletResponse();
		MockFilterChain chain = new MockFilterChain();
		filter.doFilter(request, response, chain);
		assertThat(chain.getRequest() != null).isEqualTo(response.getStatus() == 200);
		return response;
	}

	@ParameterizedTest
	@ValueSource(strings = { "APPLICATION", "PRINCIPAL" })
	void webFilterRespondsWith429(CallerIdentity by) {
		CallerLimitWebFilter filter = new CallerLimitWebFilter(HEADER, limits(by, 10));
		assertThat(status(filter, "/x", "batch", by)).isNull();
		assertThat(status(filter, "/x", "batch", by)).isEqualTo(HttpStatus.TOO_MANY_REQUESTS);
		assertThat(status(filter, "/actuator/health", "batch", by)).isNull();
	}

	private static @Nullable HttpStatusCode status(CallerLimitWebFilter filter, String path, String caller,
			CallerIdentity by) {
		boolean named = by == CallerIdentity.APPLICATION;
		MockServerHttpRequest request = MockServerHttpRequest.get(path).header(HEADER, named ? caller : "x").build();
		Principal principal = mock(Principal.class);
		given(principal.getName()).willReturn(caller);
		MockServerWebExchange exchange = named ? MockServerWebExchange.from(request)
				: MockServerWebExchange.builder(request).principal(principal).build();
		filter.filter(exchange, (ignored) -> Mono.empty()).block(Duration.ofSeconds(5));
		if (exchange.getResponse().getStatusCode() != null) {
			assertThat(exchange.getResponse().getHeaders().getFirst("Retry-After")).isEqualTo("3600");
			assertThat(exchange.getResponse().getBodyAsString().block(Duration.ofSeconds(5))).isNotEmpty()
				.satisfies(
						(body) -> assertThat(body.getBytes(StandardCharsets.UTF_8)).isEqualTo(TooManyRequests.body()));
		}
		return exchange.getResponse().getStatusCode();
	}

	@Test
	void retryAfterIsRoundedUp() {
		assertThat(RetryAfterHeader.seconds(Duration.ofMillis(1))).isEqualTo("1");
		assertThat(RetryAfterHeader.seconds(Duration.ofMillis(1001))).isEqualTo("2");
	}

}
