package io.github.resiliencestarter.sample.storefront;

import io.github.resiliencestarter.sample.protocol.InventoryGrpc;
import io.github.resiliencestarter.sample.protocol.InventoryGrpc.InventoryBlockingStub;
import io.github.resiliencestarter.sample.protocol.StockListRequest;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Primary;
import org.springframework.grpc.client.GrpcChannelFactory;
import org.springframework.stereotype.Component;

/**
 * Stub of the service inventory, used instead of HTTP if {@code sample.transport} is
 * {@code grpc}.
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
	public StockList stock() {
		io.github.resiliencestarter.sample.protocol.StockList list = this.inventory
			.listStock(StockListRequest.getDefaultInstance());
		return new StockList(list.getLevelsList()
			.stream()
			.map((level) -> new StockLevel(level.getSku(), level.getAvailable()))
			.toList(), list.getInstance());
	}

}
