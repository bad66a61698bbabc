package io.github.resiliencestarter.sample.pricing;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.resiliencestarter.sample.protocol.price.PriceCodec;
import io.github.resiliencestarter.sample.protocol.price.PriceQuery;
import io.github.resiliencestarter.sample.protocol.price.PriceReply;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Connection of a client.
 */
final class PriceConnection implements AutoCloseable {

	private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final BlockingQueue<PriceReply> replies = new LinkedBlockingQueue<>();

	private final Channel channel;

	PriceConnection(int port) {
		this.channel = new Bootstrap().group(this.threads)
			.channel(NioSocketChannel.class)
			.handler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel channel) {
					PriceCodec.addTo(channel.pipeline());
					channel.pipeline().addLast(new Replies());
				}

			})
			.connect("127.0.0.1", port)
			.syncUninterruptibly()
			.channel();
	}

	@Nullable PriceReply ask(long id, String sku) throws InterruptedException {
		send(id, sku);
		return reply();
	}

	void send(long id, String sku) {
		ChannelFuture unused = this.channel.writeAndFlush(new PriceQuery(id, sku)).syncUninterruptibly();
	}

	@Nullable PriceReply reply() throws InterruptedException {
		return this.replies.poll(20, TimeUnit.SECONDS);
	}

	boolean isClosedSoon() throws InterruptedException {
		return this.channel.closeFuture().await(20, TimeUnit.SECONDS);
	}

	@Override
	public void close() {
		Future<?> unused = this.threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
	}

	private final class Replies extends SimpleChannelInboundHandler<PriceReply> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, PriceReply reply) {
			PriceConnection.this.replies.add(reply);
		}

	}

}
