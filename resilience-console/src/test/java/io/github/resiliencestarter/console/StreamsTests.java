package io.github.resiliencestarter.console;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.web.servlet.function.ServerResponse.SseBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;

/**
 * Tests for {@link Streams}.
 */
class StreamsTests {

	private final ConsoleThreads threads = new ConsoleThreads();

	private final FleetView view = new FleetView(new MemberSource(List.of(), DefaultProperties.get()), null,
			CompletableFuture::completedFuture, DefaultProperties.get(), this.threads);

	private final CountDownLatch reading = new CountDownLatch(1);

	@AfterEach
	void close() {
		this.reading.countDown();
		this.threads.close();
	}

	private SseBuilder page(boolean reads) throws IOException {
		SseBuilder page = mock(SseBuilder.class);
		given(page.event(anyString())).willReturn(page);
		willAnswer((invocation) -> {
			if (!reads) {
				this.reading.await(60, TimeUnit.SECONDS);
			}
			return null;
		}).given(page).data(any());
		return page;
	}

	private void publish() {
		this.view.start();
	}

	@Test
	void morePagesThanThreadsGetEvents() throws IOException {
		Streams streams = new Streams(this.view, this.threads);
		List<SseBuilder> pages = IntStream.range(0, 60).mapToObj((i) -> slow()).toList();
		publish();
		pages.forEach(streams::add);
		for (SseBuilder page : pages) {
			then(page).should(timeout(20_000).atLeastOnce()).data(any());
		}
	}

	private SseBuilder slow() {
		try {
			return page(true);
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

	@Test
	void pagesThatDoNotReadAreClosed() throws IOException {
		Streams streams = new Streams(this.view, this.threads, Duration.ofMillis(100));
		SseBuilder page = page(false);
		publish();
		streams.add(page);
		then(page).should(timeout(20_000)).error(any(IOException.class));
		assertThat(streams.count()).isZero();
	}

	@Test
	void streamsAreCompletedWhenTheConsoleStops() throws IOException {
		Streams streams = new Streams(this.view, this.threads);
		SseBuilder reading = page(true);
		SseBuilder stuck = page(false);
		publish();
		streams.add(reading);
		streams.add(stuck);
		then(stuck).should(timeout(20_000)).data(any());
		then(reading).should(timeout(20_000)).data(any());
		this.view.stop();
		then(stuck).should().error(any(IOException.class));
		assertThat(Mockito.mockingDetails(reading).getInvocations())
			.extracting((invocation) -> invocation.getMethod().getName())
			.containsAnyOf("complete", "error");
		assertThat(streams.count()).isZero();
		assertThat(streams.open().statusCode().value()).isEqualTo(503);
	}

	@Test
	void streamThatArrivesLateIsCompleted() throws IOException {
		Streams streams = new Streams(this.view, this.threads);
		this.view.stop();
		SseBuilder page = page(true);
		streams.add(page);
		then(page).should().complete();
	}

}
