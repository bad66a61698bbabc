package io.github.resiliencestarter.grpc.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DeadlineInterceptor}.
 */
class DeadlineInterceptorTests {

	private static final int PATIENCE = 20;

	private final Shop shop = new Shop().replies((request) -> millisLeft());

	@Test
	void deadlineOfTheCallerIsTheCurrentOne() {
		ShopServer.with(ShopServer.runner(this.shop),
				(channel) -> assertThat(ask(channel, within(5_000))).isBetween(3_000L, 4_900L));
	}

	@Test
	void callWithoutADeadlineHasThatOfARequest() {
		ShopServer.with(ShopServer.runner(this.shop).withPropertyValues("resilience.deadline.default-timeout=7s"),
				(channel) -> assertThat(ask(channel, CallOptions.DEFAULT)).isBetween(5_000L, 7_000L));
	}

	@Test
	void deadlineIsAtMostThatOfARequest() {
		ShopServer.with(
				ShopServer.runner(this.shop)
					.withPropertyValues("resilience.deadline.default-timeout=7s", "resilience.deadline.max-timeout=9s"),
				(channel) -> assertThat(ask(channel, within(3_600_000))).isBetween(7_000L, 9_000L));
	}

	@Test
	void hugeDeadlineIsShortened() {
		ShopServer.with(ShopServer.runner(this.shop), (channel) -> {
			for (String timeout : List.of("99999999H", "99999999M", "99999999S")) {
				assertThat(ask(withHeader(channel, timeout), CallOptions.DEFAULT)).isBetween(55_000L, 60_000L);
			}
		});
	}

	@Test
	void callWhoseTimeIsOverIsRejectedWithoutWork() {
		AtomicInteger calls = new AtomicInteger();
		this.shop.replies((request) -> calls.incrementAndGet());
		ShopServer.with(ShopServer.runner(this.shop), (channel) -> {
			for (String timeout : List.of("-5S", "0n", "-9999999H", "-5S", "0n", "0S")) {
				assertThatExceptionOfType(StatusRuntimeException.class)
					.isThrownBy(() -> ask(withHeader(channel, timeout), CallOptions.DEFAULT))
					.matches((ex) -> ex.getStatus().getCode() == Code.DEADLINE_EXCEEDED);
			}
			assertThat(calls).hasValue(0);
		});
	}

	@Test
	void nonsenseInTheHeaderHarmsOnlyItsCall() {
		ShopServer.with(ShopServer.runner(this.shop), (channel) -> {
			for (String timeout : List.of("", "abc", "5", "123456789S", "5x", "1.5S", " 5S")) {
				Received received = new Received();
				ClientCalls.asyncUnaryCall(withHeader(channel, timeout).newCall(Shop.ASK, CallOptions.DEFAULT), "stock",
						received);
				assertThat(received.end()).as(timeout).isNotNull();
				assertThat(ask(channel, within(5_000))).isBetween(2_000L, 5_000L);
			}
		});
	}

	@Test
	void deadlineIsCurrentInEveryCallback() {
		BlockingQueue<String> seen = new LinkedBlockingQueue<>();
		this.shop.streamed((response) -> {
			seen.add("start " + hasDeadline());
			ServerCallStreamObserver<String> call = (ServerCallStreamObserver<String>) response;
			call.setOnReadyHandler(() -> seen.add("ready " + hasDeadline()));
			call.setOnCloseHandler(() -> seen.add("close " + hasDeadline()));
			return observer((message) -> {
				seen.add("message " + hasDeadline());
				response.onNext(message);
			}, () -> {
				seen.add("end " + hasDeadline());
				response.onCompleted();
			});
		});
		ShopServer.with(ShopServer.runner(this.shop), (channel) -> {
			Received received = new Received();
			StreamObserver<String> requests = ClientCalls
				.asyncBidiStreamingCall(channel.newCall(Shop.CHAT, within(20_000)), received);
			requests.onNext("a");
			requests.onCompleted();
			assertThat(received.end()).isEqualTo("[a]");
			// With the response, the deadline has ended
			List<String> expected = List.of("start true", "ready true", "message true", "end true", "close false");
			assertThat(drain(seen, expected.size())).containsExactlyInAnyOrderElementsOf(expected);
		});
	}

	@Test
	void threadHasNoDeadlineOutsideOfACall() {
		List<@Nullable Deadline> before = new ArrayList<>();
		ShopServer.with(ShopServer.runner(this.shop), (channel) -> {
			ask(channel, within(5_000));
			before.add(CurrentDeadline.get());
		});
		assertThat(before).containsExactly((Deadline) null);
	}

	@Test
	void streamOfRequestsHasOnlyTheDeadlineOfItsCaller() {
		this.shop.streamed((response) -> observer((message) -> response.onNext(String.valueOf(millisLeft())),
				response::onCompleted));
		ShopServer.with(ShopServer.runner(this.shop), (channel) -> {
			assertThat(chat(channel, CallOptions.DEFAULT)).isEqualTo("[-1]");
			assertThat(Long.parseLong(chat(channel, within(3_600_000)).replaceAll("[^0-9-]", "")))
				.isGreaterThan(3_500_000);
		});
	}

	@Test
	void streamOfResponsesIsNotLimitedByTheDefaultOnceItHasBegun() {
		this.shop.asked((request, response) -> {
			response.onNext(String.valueOf(millisLeft() > 0));
			response.onNext(String.valueOf(millisLeft()));
			response.onCompleted();
		});
		ShopServer.with(ShopServer.runner(this.shop), (channel) -> {
			assertThat(watch(channel, CallOptions.DEFAULT)).containsExactly("true", "-1");
			assertThat(watch(channel, within(3_600_000))).containsExactly("true", "-1");
			assertThat(watch(channel, within(20_000))).first().isEqualTo("true");
			assertThat(watch(channel, within(20_000))).last().isNotEqualTo("-1");
		});
	}

	@Test
	void deadlineFollowsTheCallToTheThreadsOfReactor() {
		this.shop.asked((request, response) -> Mono.just(request)
			.publishOn(Schedulers.boundedElastic())
			.<Long>handle((value, sink) -> sink.next(millisLeft()))
			.contextCapture()
			.subscribe((left) -> Shop.reply(response, left), response::onError));
		ShopServer.with(ShopServer.runner(this.shop),
				(channel) -> assertThat(ask(channel, within(5_000))).isBetween(2_000L, 5_000L));
	}

	@Test
	void workThatOutlivesTheResponseHasNoDeadline() {
		CompletableFuture<Boolean> later = new CompletableFuture<>();
		CountDownLatch responded = new CountDownLatch(1);
		this.shop.asked((request, response) -> {
			Deadline deadline = CurrentDeadline.get();
			CompletableFuture<Void> unused = CompletableFuture.runAsync(() -> {
				try {
					boolean done = responded.await(PATIENCE, TimeUnit.SECONDS);
					later.complete(done && deadline != null && deadline.isLifted());
				}
				catch (InterruptedException ex) {
					later.completeExceptionally(ex);
				}
			});
			Shop.reply(response, "done");
		});
		ShopServer.with(ShopServer.runner(this.shop), (channel) -> {
			assertThat(ClientCalls.blockingUnaryCall(channel, Shop.ASK, within(5_000), "")).isEqualTo("done");
			responded.countDown();
			assertThat(later).succeedsWithin(Duration.ofSeconds(PATIENCE)).isEqualTo(true);
		});
	}

	@Test
	void switchesLeaveDeadlinesToGrpc() {
		for (String key : List.of("resilience.grpc.enabled", "resilience.deadline.enabled", "resilience.enabled")) {
			ShopServer.with(ShopServer.runner(this.shop).withPropertyValues(key + "=false"),
					(channel) -> assertThat(ask(channel, within(5_000))).isEqualTo(-1));
		}
	}

	private static Channel withHeader(Channel channel, String timeout) {
		Metadata headers = new Metadata();
		headers.put(Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER), timeout);
		return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
	}

	private static CallOptions within(long millis) {
		return CallOptions.DEFAULT.withDeadlineAfter(millis, TimeUnit.MILLISECONDS);
	}

	private static long ask(Channel channel, CallOptions options) {
		return Long.parseLong(ClientCalls.blockingUnaryCall(channel, Shop.ASK, options, "stock"));
	}

	private static List<String> watch(Channel channel, CallOptions options) {
		Iterator<String> responses = ClientCalls.blockingServerStreamingCall(channel, Shop.WATCH, options, "stock");
		List<String> all = new ArrayList<>();
		responses.forEachRemaining(all::add);
		return all;
	}

	private static String chat(Channel channel, CallOptions options) {
		Received received = new Received();
		StreamObserver<String> requests = ClientCalls.asyncBidiStreamingCall(channel.newCall(Shop.CHAT, options),
				received);
		requests.onNext("a");
		requests.onCompleted();
		return received.end();
	}

	private static boolean hasDeadline() {
		return CurrentDeadline.get() != null;
	}

	private static long millisLeft() {
		Deadline deadline = CurrentDeadline.get();
		return (deadline != null) ? deadline.timeLeft().toMillis() : -1;
	}

	private static List<String> drain(BlockingQueue<String> queue, int count) {
		try {
			List<String> all = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				all.add(String.valueOf(queue.poll(PATIENCE, TimeUnit.SECONDS)));
			}
			return all;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static StreamObserver<String> observer(Consumer<String> message, Runnable end) {
		return new StreamObserver<>() {

			@Override
			public void onNext(String value) {
				message.accept(value);
			}

			@Override
			public void onError(Throwable ex) {
				// The caller has gone
			}

			@Override
			public void onCompleted() {
				end.run();
			}

		};
	}

}
