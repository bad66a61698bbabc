package io.github.resiliencestarter.sample.storefront;

import java.math.BigDecimal;
import java.util.List;

import io.github.resiliencestarter.sample.protocol.BestSellersRequest;
import io.github.resiliencestarter.sample.protocol.OrdersGrpc;
import io.github.resiliencestarter.sample.protocol.OrdersGrpc.OrdersBlockingStub;
import io.github.resiliencestarter.sample.protocol.QuoteRequest;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Primary;
import org.springframework.grpc.client.GrpcChannelFactory;
import org.springframework.stereotype.Component;

/**
 * Stub of the service orders, used instead of HTTP if {@code sample.transport} is
 * {@code grpc}. The name of the channel is that of the service in Consul.
 */
@Component
@Primary
@ConditionalOnProperty(name = "sample.transport", havingValue = "grpc")
class GrpcOrders implements OrdersApi {

	private final OrdersBlockingStub orders;

	GrpcOrders(GrpcChannelFactory channels) {
		this.orders = OrdersGrpc.newBlockingStub(channels.createChannel("orders"));
	}

	@Override
	public Quote quote(String sku) {
		io.github.resiliencestarter.sample.protocol.Quote quote = this.orders
			.getQuote(QuoteRequest.newBuilder().setSku(sku).build());
		return new Quote(quote.getSku(), quote.getTitle(), new BigDecimal(quote.getPrice()), quote.getAvailable(),
				List.copyOf(quote.getServedByList()));
	}

	@Override
	public BestSellers bestSellers() {
		io.github.resiliencestarter.sample.protocol.BestSellers list = this.orders
			.listBestSellers(BestSellersRequest.getDefaultInstance());
		return new BestSellers(list.getArticlesList()
			.stream()
			.map((article) -> new Article(article.getSku(), article.getTitle(), new BigDecimal(article.getPrice())))
			.toList(), list.getInstance());
	}

}
