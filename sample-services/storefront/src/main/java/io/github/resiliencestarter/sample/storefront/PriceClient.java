package io.github.resiliencestarter.sample.storefront;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.github.resiliencestarter.sample.protocol.price.PriceReply;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Client of the service pricing, which speaks a protocol of its own: knows nothing of
 * retries, circuit breakers and instances.
 */
@Component
class PriceClient implements DisposableBean {

	private static final int CONNECT_TIMEOUT_MS = 500;

	private final Map<InetSocketAddress, PriceConnection> connections = new ConcurrentHashMap<>();

	private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final Bootstrap bootstrap = new Bootstrap().group(this.threads)
		.channel(NioSocketChannel.class)
		.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS);

	/**
	 * Asks an instance for a price.
	 * @param address the address of the instance
	 * @param sku the sku
	 * @return the reply; it fails with an {@link java.io.IOException} if there is none
	 */
	CompletableFuture<PriceReply> ask(InetSocketAddress address, String sku) {
		return this.connections.compute(address, this::usable).ask(sku);
	}

	private PriceConnection usable(InetSocketAddress address, @Nullable PriceConnection known) {
		return (known != null && known.isUsable()) ? known : new PriceConnection(this.bootstrap, address);
	}

	@Override
	public void destroy() {
		Future<?> unused = this.threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
	}

}
