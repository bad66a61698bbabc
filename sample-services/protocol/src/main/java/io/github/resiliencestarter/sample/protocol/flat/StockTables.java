package io.github.resiliencestarter.sample.protocol.flat;

import io.github.resiliencestarter.sample.protocol.StockListRequest;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;

/**
 * gRPC service with one method, which returns the same as {@code Inventory/ListStock} in
 * a message that is read in place.
 */
public final class StockTables {

	/**
	 * Name of the service.
	 */
	public static final String SERVICE = "sample.inventory.StockTables";

	/**
	 * Method that reads all stock levels.
	 */
	public static final MethodDescriptor<StockListRequest, StockTable> READ = MethodDescriptor
		.<StockListRequest, StockTable>newBuilder()
		.setType(MethodType.UNARY)
		.setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Read"))
		.setRequestMarshaller(ProtoUtils.marshaller(StockListRequest.getDefaultInstance()))
		.setResponseMarshaller(new StockTableMarshaller())
		// As idempotency_level = NO_SIDE_EFFECTS in a .proto file
		.setIdempotent(true)
		.setSafe(true)
		.build();

	private StockTables() {
	}

}
