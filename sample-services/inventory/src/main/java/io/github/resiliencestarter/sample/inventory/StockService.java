package io.github.resiliencestarter.sample.inventory;

import io.github.resiliencestarter.sample.protocol.InventoryGrpc.InventoryImplBase;
import io.github.resiliencestarter.sample.protocol.Stock;
import io.github.resiliencestarter.sample.protocol.StockList;
import io.github.resiliencestarter.sample.protocol.StockListRequest;
import io.github.resiliencestarter.sample.protocol.StockRequest;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;

/**
 * gRPC service that returns what {@link StockController} returns.
 */
@Service
class StockService extends InventoryImplBase {

	private final StockStore store;

	private final String instance;

	StockService(StockStore store,
			@Value("${spring.cloud.consul.discovery.instance-id:${spring.application.name}}") String instance) {
		this.store = store;
		this.instance = instance;
	}

	@Override
	public void getStock(StockRequest request, StreamObserver<Stock> response) {
		if (!request.getSku().matches(StockController.SKU)) {
			throw Status.INVALID_ARGUMENT.withDescription(StockController.NO_SKU).asRuntimeException();
		}
		StockLevel level = this.store.find(request.getSku())
			.orElseThrow(
					() -> Status.NOT_FOUND.withDescription("There is no sku " + request.getSku()).asRuntimeException());
		response.onNext(Stock.newBuilder()
			.setSku(level.sku())
			.setAvailable(level.available())
			.setInstance(this.instance)
			.build());
		response.onCompleted();
	}

	@Override
	public void listStock(StockListRequest request, StreamObserver<StockList> response) {
		StockList.Builder list = StockList.newBuilder().setInstance(this.instance);
		this.store.findAll()
			.forEach((level) -> list.addLevelsBuilder().setSku(level.sku()).setAvailable(level.available()));
		response.onNext(list.build());
		response.onCompleted();
	}

}
