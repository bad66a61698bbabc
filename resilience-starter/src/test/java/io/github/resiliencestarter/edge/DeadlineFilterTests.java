package io.github.resiliencestarter.edge;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import io.github.resiliencestarter.deadline.DeadlineProperties;
import io.github.resiliencestarter.deadline.DeadlineRecipients;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.server.MockServerWebExchange;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DeadlineFilter} and {@link DeadlineWebFilter}.
 */
class DeadlineFilterTests {

	private static final String HEADER = "X-Request-Timeout-Ms";

	private final AtomicLong clock = new AtomicLong(-42);

	private final TimeoutHeaders headers = new TimeoutHeaders(new DeadlineProperties(true, HEADER, true,
			DeadlineRecipients.DISCOVERED, Duration.ofSeconds(30), Duration.ofSeconds(60)));

	private final DeadlineFilter filter = new DeadlineFilter(this.headers, this.clock::get);

	private final DeadlineWebFilter webFilter = new DeadlineWebFilter(this.headers, this.clock::get);

	private final AtomicReference<@Nullable Deadline> seen = new AtomicReference<>();

	private final AtomicReference<@Nullable Duration> timeLeft = new AtomicReference<>();

	private final FilterChain chain = (request, response) -> see(CurrentDeadline.get());

	private final MockHttpServletRequest request = new MockHttpServletRequest();

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	@Test
	void givesTheRequestTheTimeThatItsCallerWaits() throws Exception {
		this.request.addHeader(HEADER, "250");
		this.filter.doFilter(this.request, this.response, this.chain);
		assertThat(this.timeLeft.get()).hasMillis(250);
		assertThat(CurrentDeadline.get()).isNull();
	}

	@Test
	void answersWithoutWorkWhenTheTimeIsOver() throws Exception {
		this.request.addHeader(HEADER, "0");
		this.filter.doFilter(this.request, this.response, this.chain);
		assertThat(this.seen.get()).isNull();
		assertThat(this.response.getStatus()).isEqualTo(504);
		assertThat(this.response.getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		assertThat(this.response.getContentAsString()).contains("\"status\":504");
	}

	@Test
	void keepsTheDeadlineWhenTheRequestIsDispatchedAgain() throws Exception {
		this.request.addHeader(HEADER, "250");
		startAsync();
		this.filter.doFilter(this.request, this.response, this.chain);
		this.clock.addAndGet(Duration.ofMillis(300).toNanos());
		this.request.setDispatcherType(DispatcherType.ASYNC);
		this.filter.doFilter(this.request, this.response, this.chain);
		assertThat(this.timeLeft.get()).isZero();
		assertThat(this.response.getStatus()).isEqualTo(200);
	}

	@Test
	void givesAReactiveRequestTheTimeThatItsCallerWaits() {
		MockServerWebExchange exchange = MockServerWebExchange
			.from(MockServerHttpRequest.get("/").header(TimeoutHeaders.ENVOY, "250"));
		this.webFilter.filter(exchange, (chained) -> Mono.deferContextual((context) -> {
			see(CurrentDeadline.get(context));
			return Mono.empty();
		})).block();
		assertThat(this.timeLeft.get()).hasMillis(250);
	}

	@Test
	void answersAReactiveRequestWithoutWorkWhenTheTimeIsOver() {
		MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/").header(HEADER, "0"));
		this.webFilter.filter(exchange, (chained) -> Mono.error(new AssertionError("worked"))).block();
		assertThat(exchange.getResponse().getStatusCode()).isEqualTo(HttpStatus.GATEWAY_TIMEOUT);
		assertThat(exchange.getResponse().getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
		assertThat(exchange.getResponse().getBodyAsString().block()).contains("\"status\":504");
	}

	@Test
	void liftsTheDeadlineWhenTheRequestIsOver() throws Exception {
		this.filter.doFilter(this.request, this.response, this.chain);
		assertThat(seen().isLifted()).isTrue();
		this.clock.addAndGet(Duration.ofMinutes(2).toNanos());
		assertThat(seen().isOver()).isFalse();
		CurrentDeadline.Scope scope = CurrentDeadline.open(seen());
		assertThat(CurrentDeadline.get()).isNull();
		scope.close();
	}

	@Test
	void liftsTheDeadlineWhenTheResponseHasBegun() throws Exception {
		this.filter.doFilter(this.request, this.response, (request, response) -> {
			assertThat(CurrentDeadline.get()).isNotNull();
			response.flushBuffer();
			assertThat(CurrentDeadline.get()).isNull();
		});
	}

	@Test
	void liftsTheDeadlineOfAnAsynchronousRequestWhenItIsComplete() throws Exception {
		startAsync();
		this.filter.doFilter(this.request, this.response, this.chain);
		assertThat(seen().isLifted()).isFalse();
		Objects.requireNonNull(this.request.getAsyncContext()).complete();
		assertThat(seen().isLifted()).isTrue();
	}

	@Test
	void liftsTheDeadlineOfAReactiveRequestWhenTheResponseHasBegun() {
		MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));
		this.webFilter.filter(exchange, (chained) -> Mono.deferContextual((context) -> {
			assertThat(CurrentDeadline.get(context)).isNotNull();
			return chained.getResponse().setComplete().doOnSuccess((done) -> see(CurrentDeadline.get(context)));
		})).block();
		assertThat(this.seen.get()).isNull();
	}

	@Test
	void liftsTheDeadlineOfAReactiveRequestThatIsOver() {
		MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));
		this.webFilter.filter(exchange, (chained) -> Mono.deferContextual((context) -> {
			see(CurrentDeadline.get(context));
			return Mono.empty();
		})).block();
		assertThat(seen().isLifted()).isTrue();
	}

	private void startAsync() {
		this.request.setAsyncSupported(true);
		this.request.startAsync();
	}

	private void see(@Nullable Deadline deadline) {
		this.seen.set(deadline);
		this.timeLeft.set((deadline != null) ? deadline.timeLeft() : null);
	}

	private Deadline seen() {
		Deadline deadline = this.seen.get();
		assertThat(deadline).isNotNull();
		return deadline;
	}

}
