package io.github.resiliencestarter.sample.pricing;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import io.github.resiliencestarter.sample.protocol.price.PriceCodec;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Server of prices over TCP. It starts before the web server, whose start registers the
 * service in Consul, and stops after it: by then, the starter has deregistered the
 * service and callers have left.
 */
class PriceServer implements SmartLifecycle {

	private static final Duration GRACE = Duration.ofSeconds(5);

	private final InFlight inFlight = new InFlight();

	private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private final InetSocketAddress address;

	private final QueryHandler handler;

	private @Nullable EventLoopGroup threads;

	private volatile @Nullable Channel channel;

	/**
	 * Creates a server.
	 * @param address the address that it listens on
	 * @param prices the prices
	 * @param instance the name of this instance
	 * @param faults runs the first of two actions to serve a query, or the second to fail
	 * it
	 */
	PriceServer(InetSocketAddress address, PriceList prices, String instance, BiConsumer<Runnable, Runnable> faults) {
		this.address = address;
		this.handler = new QueryHandler(prices, instance, faults, this.inFlight);
	}

	@Override
	public void start() {
		EventLoopGroup threads = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
		this.threads = threads;
		this.channel = new ServerBootstrap().group(threads)
			.channel(NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel connection) {
					PriceServer.this.connections.add(connection);
					PriceCodec.addTo(connection.pipeline());
					connection.pipeline().addLast(PriceServer.this.handler);
				}

			})
			.bind(this.address)
			.syncUninterruptibly()
			.channel();
	}

	/**
	 * Returns the port that the server listens on.
	 */
	int port() {
		Channel channel = this.channel;
		return (channel != null) ? ((InetSocketAddress) channel.localAddress()).getPort() : this.address.getPort();
	}

	/**
	 * Accepts nothing new, replies to the queries in flight, and closes the connections.
	 */
	@Override
	public void stop() {
		Channel channel = this.channel;
		EventLoopGroup threads = this.threads;
		if (channel == null || threads == null) {
			return;
		}
		this.channel = null;
		ChannelFuture unusedEnd = channel.close().syncUninterruptibly();
		this.connections.forEach((connection) -> connection.config().setAutoRead(false));
		try {
			boolean unusedNone = this.inFlight.awaitNone(GRACE);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		Future<?> unusedConnections = this.connections.close().awaitUninterruptibly();
		Future<?> unusedThreads = threads.shutdownGracefully(0, GRACE.toMillis(), TimeUnit.MILLISECONDS)
			.syncUninterruptibly();
	}

	@Override
	public boolean isRunning() {
		return this.channel != null;
	}

	@Override
	public int getPhase() {
		return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1;
	}

}
