package io.github.resiliencestarter.sample.inventory;

import java.util.List;

import io.github.resiliencestarter.sample.protocol.StockListRequest;
import io.github.resiliencestarter.sample.protocol.flat.StockTable;
import io.github.resiliencestarter.sample.protocol.flat.StockTables;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;

/**
 * gRPC service that returns all stock levels in a message that is read in place.
 */
@Service
class StockTableService implements BindableService {

	private final StockStore store;

	private final String instance;

	StockTableService(StockStore store,
			@Value("${spring.cloud.consul.discovery.instance-id:${spring.application.name}}") String instance) {
		this.store = store;
		this.instance = instance;
	}

	@Override
	public ServerServiceDefinition bindService() {
		return ServerServiceDefinition.builder(StockTables.SERVICE)
			.addMethod(StockTables.READ, ServerCalls.asyncUnaryCall(this::read))
			.build();
	}

	private void read(StockListRequest request, StreamObserver<StockTable> response) {
		List<StockLevel> levels = this.store.findAll();
		StockTable.Builder table = new StockTable.Builder(levels.size());
		levels.forEach((level) -> table.add(level.sku(), level.available()));
		response.onNext(table.build(this.instance));
		response.onCompleted();
	}

}
