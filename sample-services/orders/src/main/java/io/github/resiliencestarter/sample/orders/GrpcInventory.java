package io.github.resiliencestarter.sample.orders;

import io.github.resiliencestarter.sample.protocol.InventoryGrpc;
import io.github.resiliencestarter.sample.protocol.InventoryGrpc.InventoryBlockingStub;
import io.github.resiliencestarter.sample.protocol.StockRequest;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Primary;
import org.springframework.grpc.client.GrpcChannelFactory;
import org.springframework.stereotype.Component;

/**
 * Stub of the service inventory, used instead of HTTP if {@code sample.transport} is
 * {@code grpc}. The name of the channel is that of the service in Consul.
 */
@Component
@Primary
@ConditionalOnProperty(name = "sample.transport", havingValue = "grpc")
class GrpcInventory implements InventoryApi {

	private final InventoryBlockingStub inventory;

	GrpcInventory(GrpcChannelFactory channels) {
		this.inventory = InventoryGrpc.newBlockingStub(channels.createChannel("inventory"));
	}

	@Override
	public Stock stock(String sku) {
		io.github.resiliencestarter.sample.protocol.Stock stock = this.inventory
			.getStock(StockRequest.newBuilder().setSku(sku).build());
		return new Stock(stock.getAvailable(), stock.getInstance());
	}

}
