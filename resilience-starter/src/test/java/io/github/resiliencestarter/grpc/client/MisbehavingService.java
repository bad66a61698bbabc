package io.github.resiliencestarter.grpc.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Real gRPC server that does what a test tells it to.
 */
final class MisbehavingService implements AutoCloseable {

	static final String SERVICE = "test.Inventory";

	static final MethodDescriptor<String, String> RESERVE = method("Reserve", MethodType.UNARY, false);

	static final MethodDescriptor<String, String> FIND = method("Find", MethodType.UNARY, true);

	static final MethodDescriptor<String, String> WATCH = method("Watch", MethodType.SERVER_STREAMING, true);

	static final MethodDescriptor<String, String> UPLOAD = method("Upload", MethodType.CLIENT_STREAMING, false);

	static final MethodDescriptor<String, String> CHAT = method("Chat", MethodType.BIDI_STREAMING, false);

	static final Metadata.Key<String> PUSHBACK = key("grpc-retry-pushback-ms");

	private final Deque<Behaviour> behaviours = new ArrayDeque<>();

	final List<Request> requests = new CopyOnWriteArrayList<>();

	final AtomicInteger canceled = new AtomicInteger();

	private final Server server;

	private volatile Behaviour last = Behaviour.respond("ok");

	MisbehavingService() {
		this(0);
	}

	MisbehavingService(int port) {
		this(port, InsecureServerCredentials.create());
	}

	MisbehavingService(int port, ServerCredentials credentials) {
		ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(SERVICE);
		for (MethodDescriptor<String, String> method : List.of(RESERVE, FIND, WATCH, UPLOAD, CHAT)) {
			service.addMethod(method, handler());
		}
		this.server = NettyServerBuilder
			.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), credentials)
			.addService(service.build())
			.build();
		try {
			this.server.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Metadata.Key<String> key(String name) {
		return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
	}

	private static MethodDescriptor<String, String> method(String name, MethodType type, boolean safe) {
		return MethodDescriptor.<String, String>newBuilder()
			.setType(type)
			.setFullMethodName(SERVICE + "/" + name)
			.setRequestMarshaller(new Text())
			.setResponseMarshaller(new Text())
			.setIdempotent(safe)
			.setSafe(safe && type == MethodType.UNARY)
			.build();
	}

	int port() {
		return this.server.getPort();
	}

	synchronized void behave(Behaviour... behaviours) {
		this.behaviours.clear();
		this.requests.clear();
		this.canceled.set(0);
		this.behaviours.addAll(Arrays.asList(behaviours));
	}

	private synchronized Behaviour next() {
		Behaviour next = this.behaviours.poll();
		if (next != null) {
			this.last = next;
		}
		return this.last;
	}

	private ServerCallHandler<String, String> handler() {
		return (call, headers) -> {
			call.request(100);
			return new ServerCall.Listener<>() {

				private final StringBuilder messages = new StringBuilder();

				@Override
				public void onMessage(String message) {
					this.messages.append(message);
				}

				@Override
				public void onHalfClose() {
					MisbehavingService.this.requests
						.add(new Request(this.messages.toString(), headers, io.grpc.Context.current().getDeadline()));
					next().act(call);
				}

				@Override
				public void onCancel() {
					MisbehavingService.this.canceled.incrementAndGet();
				}

			};
		};
	}

	@Override
	public void close() {
		try {
			this.server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * What the server does with a request.
	 */
	interface Behaviour {

		void act(ServerCall<String, String> call);

		static Behaviour respond(String... messages) {
			return (call) -> {
				call.sendHeaders(new Metadata());
				for (String message : messages) {
					call.sendMessage(message);
				}
				call.close(Status.OK, new Metadata());
			};
		}

		static Behaviour fail(Status.Code code, String... trailer) {
			return (call) -> {
				Metadata trailers = new Metadata();
				if (trailer.length > 0) {
					trailers.put(key(trailer[0]), trailer[1]);
				}
				call.close(code.toStatus().withDescription("told to"), trailers);
			};
		}

		static Behaviour breakOff(String message) {
			return (call) -> {
				call.sendHeaders(new Metadata());
				call.sendMessage(message);
				call.close(Status.UNAVAILABLE, new Metadata());
			};
		}

		static Behaviour hang() {
			return (call) -> {
			};
		}

	}

	record Request(String message, Metadata headers, io.grpc.@Nullable Deadline deadline) {

	}

	private static final class Text implements MethodDescriptor.Marshaller<String> {

		@Override
		public InputStream stream(String value) {
			return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public String parse(InputStream stream) {
			try {
				return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
