package io.github.resiliencestarter.sample.pricing;

import java.util.OptionalLong;
import java.util.function.BiConsumer;

import io.github.resiliencestarter.sample.protocol.price.PriceQuery;
import io.github.resiliencestarter.sample.protocol.price.PriceReply;
import io.github.resiliencestarter.sample.protocol.price.sbe.PriceStatus;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Handler of the queries of all connections.
 */
@Sharable
final class QueryHandler extends SimpleChannelInboundHandler<PriceQuery> {

	private static final Log logger = LogFactory.getLog(QueryHandler.class);

	private final PriceList prices;

	private final String instance;

	private final BiConsumer<Runnable, Runnable> faults;

	private final InFlight inFlight;

	/**
	 * Creates a handler.
	 * @param prices the prices
	 * @param instance the name of this instance
	 * @param faults runs the first of two actions to serve a query, or the second to fail
	 * it
	 * @param inFlight the queries in flight
	 */
	QueryHandler(PriceList prices, String instance, BiConsumer<Runnable, Runnable> faults, InFlight inFlight) {
		this.prices = prices;
		this.instance = instance;
		this.faults = faults;
		this.inFlight = inFlight;
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, PriceQuery query) {
		this.inFlight.enter();
		this.faults.accept(() -> reply(context, priceOf(query)),
				() -> reply(context, new PriceReply(query.id(), PriceStatus.FAILED, 0, this.instance)));
	}

	private PriceReply priceOf(PriceQuery query) {
		OptionalLong cents = this.prices.find(query.sku());
		return new PriceReply(query.id(), cents.isPresent() ? PriceStatus.OK : PriceStatus.UNKNOWN_SKU, cents.orElse(0),
				this.instance);
	}

	private void reply(ChannelHandlerContext context, PriceReply reply) {
		context.writeAndFlush(reply).addListener((written) -> this.inFlight.leave());
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		logger.debug("Closing the connection of " + context.channel().remoteAddress(), cause);
		ChannelFuture unused = context.close();
	}

}
