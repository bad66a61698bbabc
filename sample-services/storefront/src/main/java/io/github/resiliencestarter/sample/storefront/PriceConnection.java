package io.github.resiliencestarter.sample.storefront;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.github.resiliencestarter.sample.protocol.price.PriceCodec;
import io.github.resiliencestarter.sample.protocol.price.PriceQuery;
import io.github.resiliencestarter.sample.protocol.price.PriceReply;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;

/**
 * Connection to one instance of pricing, shared by all queries. Safe for use by many
 * threads.
 */
final class PriceConnection extends SimpleChannelInboundHandler<PriceReply> {

	private final Map<Long, CompletableFuture<PriceReply>> queries = new ConcurrentHashMap<>();

	private final AtomicLong lastId = new AtomicLong();

	private final ChannelFuture connected;

	PriceConnection(Bootstrap bootstrap, SocketAddress address) {
		this.connected = bootstrap.clone().handler(new ChannelInitializer<Channel>() {

			@Override
			protected void initChannel(Channel channel) {
				PriceCodec.addTo(channel.pipeline());
				channel.pipeline().addLast(PriceConnection.this);
			}

		}).connect(address);
	}

	boolean isUsable() {
		return !this.connected.isDone() || (this.connected.isSuccess() && this.connected.channel().isActive());
	}

	CompletableFuture<PriceReply> ask(String sku) {
		long id = this.lastId.incrementAndGet();
		CompletableFuture<PriceReply> reply = new CompletableFuture<>();
		this.queries.put(id, reply);
		CompletableFuture<PriceReply> unused = reply.whenComplete((result, error) -> this.queries.remove(id));
		this.connected.addListener((connecting) -> {
			if (connecting.isSuccess()) {
				send(new PriceQuery(id, sku), reply);
			}
			else {
				// A ConnectException: the instance has not seen the query
				reply.completeExceptionally(connecting.cause());
			}
		});
		return reply;
	}

	private void send(PriceQuery query, CompletableFuture<PriceReply> reply) {
		this.connected.channel().writeAndFlush(query).addListener((sent) -> {
			if (!sent.isSuccess()) {
				reply.completeExceptionally(sent.cause());
			}
		});
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, PriceReply reply) {
		CompletableFuture<PriceReply> query = this.queries.get(reply.id());
		if (query != null) {
			query.complete(reply);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		fail(new IOException("Pricing has closed the connection"));
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		fail(cause);
		ChannelFuture unused = context.close();
	}

	private void fail(Throwable cause) {
		this.queries.values().forEach((query) -> query.completeExceptionally(cause));
	}

}
