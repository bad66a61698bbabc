package io.github.resiliencestarter.sample.storefront;

import java.util.ArrayList;
import java.util.List;

import io.github.resiliencestarter.sample.protocol.StockListRequest;
import io.github.resiliencestarter.sample.protocol.flat.StockRow;
import io.github.resiliencestarter.sample.protocol.flat.StockTable;
import io.github.resiliencestarter.sample.protocol.flat.StockTables;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.stub.ClientCalls;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Primary;
import org.springframework.grpc.client.GrpcChannelFactory;
import org.springframework.stereotype.Component;

/**
 * Calls of the service inventory over gRPC, used instead of HTTP if
 * {@code sample.transport} is {@code grpc}. The response is a FlatBuffers message, which
 * is read in place; the call is protected like any other.
 */
@Component
@Primary
@ConditionalOnProperty(name = "sample.transport", havingValue = "grpc")
class GrpcInventory implements InventoryApi {

	private final Channel inventory;

	GrpcInventory(GrpcChannelFactory channels) {
		this.inventory = channels.createChannel("inventory");
	}

	@Override
	public StockList stock() {
		StockTable table = ClientCalls.blockingUnaryCall(this.inventory, StockTables.READ, CallOptions.DEFAULT,
				StockListRequest.getDefaultInstance());
		List<StockLevel> levels = new ArrayList<>(table.size());
		StockRow row = new StockRow();
		for (int index = 0; index < table.size(); index++) {
			table.row(index, row);
			levels.add(new StockLevel(row.sku(), row.available()));
		}
		return new StockList(levels, table.instance());
	}

}
