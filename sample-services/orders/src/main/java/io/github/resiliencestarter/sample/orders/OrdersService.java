package io.github.resiliencestarter.sample.orders;

import io.github.resiliencestarter.sample.protocol.BestSellers;
import io.github.resiliencestarter.sample.protocol.BestSellersRequest;
import io.github.resiliencestarter.sample.protocol.OrdersGrpc.OrdersImplBase;
import io.github.resiliencestarter.sample.protocol.Quote;
import io.github.resiliencestarter.sample.protocol.QuoteRequest;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

import org.springframework.stereotype.Service;

/**
 * gRPC service that returns what {@link OrdersController} returns.
 */
@Service
class OrdersService extends OrdersImplBase {

	private final Shop shop;

	OrdersService(Shop shop) {
		this.shop = shop;
	}

	@Override
	public void getQuote(QuoteRequest request, StreamObserver<Quote> response) {
		if (!request.getSku().matches(OrdersController.SKU)) {
			throw Status.INVALID_ARGUMENT.withDescription(OrdersController.NO_SKU).asRuntimeException();
		}
		Shop.Quote quote = this.shop.quote(request.getSku());
		response.onNext(Quote.newBuilder()
			.setSku(quote.sku())
			.setTitle(quote.title())
			.setPrice(quote.price().toPlainString())
			.setAvailable(quote.available())
			.addAllServedBy(quote.servedBy())
			.build());
		response.onCompleted();
	}

	@Override
	public void listBestSellers(BestSellersRequest request, StreamObserver<BestSellers> response) {
		Shop.BestSellers bestSellers = this.shop.bestSellers();
		BestSellers.Builder list = BestSellers.newBuilder().setInstance(bestSellers.instance());
		bestSellers.articles()
			.forEach((article) -> list.addArticlesBuilder()
				.setSku(article.sku())
				.setTitle(article.title())
				.setPrice(article.price().toPlainString()));
		response.onNext(list.build());
		response.onCompleted();
	}

}
