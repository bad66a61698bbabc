package io.github.resiliencestarter.sample.storefront;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resiliencestarter.sample.protocol.price.PriceCodec;
import io.github.resiliencestarter.sample.protocol.price.PriceQuery;
import io.github.resiliencestarter.sample.protocol.price.PriceReply;
import io.github.resiliencestarter.sample.protocol.price.sbe.PriceStatus;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.Future;

/**
 * Server in place of an instance of pricing. It knows the sku 1.
 */
final class PriceServer {

	private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final AtomicInteger queries = new AtomicInteger();

	private final String name;

	private final Channel channel;

	private volatile boolean failing;

	PriceServer(String name) {
		this.name = name;
		this.channel = new ServerBootstrap().group(this.threads)
			.channel(NioServerSocketChannel.class)
			.childHandler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel connection) {
					PriceCodec.addTo(connection.pipeline());
					connection.pipeline().addLast(new Queries());
				}

			})
			.bind("127.0.0.1", 0)
			.syncUninterruptibly()
			.channel();
	}

	int port() {
		return ((InetSocketAddress) this.channel.localAddress()).getPort();
	}

	int queries() {
		return this.queries.get();
	}

	void fail() {
		this.failing = true;
	}

	void stop() {
		Future<?> unused = this.threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
	}

	private final class Queries extends SimpleChannelInboundHandler<PriceQuery> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, PriceQuery query) {
			PriceServer.this.queries.incrementAndGet();
			PriceStatus status = query.sku().equals("1") ? PriceStatus.OK : PriceStatus.UNKNOWN_SKU;
			ChannelFuture unused = context.writeAndFlush(new PriceReply(query.id(),
					PriceServer.this.failing ? PriceStatus.FAILED : status, 1290, PriceServer.this.name));
		}

	}

}
