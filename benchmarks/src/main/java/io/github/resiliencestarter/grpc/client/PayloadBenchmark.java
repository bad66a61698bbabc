package io.github.resiliencestarter.grpc.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

import io.github.resiliencestarter.sample.protocol.InventoryGrpc;
import io.github.resiliencestarter.sample.protocol.InventoryGrpc.InventoryImplBase;
import io.github.resiliencestarter.sample.protocol.StockLevel;
import io.github.resiliencestarter.sample.protocol.StockList;
import io.github.resiliencestarter.sample.protocol.StockListRequest;
import io.github.resiliencestarter.sample.protocol.flat.StockRow;
import io.github.resiliencestarter.sample.protocol.flat.StockTable;
import io.github.resiliencestarter.sample.protocol.flat.StockTables;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Cost of a guarded call over Netty by the encoding of its response, from the data of the
 * server to the fields that the client reads. The in-process transport would hand over
 * the object of protobuf itself. Run with {@code -prof gc} for the bytes, which are those
 * of client and server.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PayloadBenchmark {

	/**
	 * Number of rows in the response.
	 */
	@Param({ "5", "1000" })
	int rows;

	private String[] skus = new String[0];

	private @Nullable Server server;

	private @Nullable ConfigurableApplicationContext context;

	private @Nullable Channel channel;

	/**
	 * Start the server and connect.
	 */
	@Setup
	public void setUp() {
		this.skus = new String[this.rows];
		for (int row = 0; row < this.rows; row++) {
			this.skus[row] = "sku-" + row;
		}
		Server started = start();
		this.server = started;
		ConfigurableApplicationContext running = BenchmarkApplication.run();
		this.context = running;
		this.channel = BenchmarkApplication.channel(running, "static://127.0.0.1:" + started.getPort());
	}

	private Server start() {
		ServerServiceDefinition tables = ServerServiceDefinition.builder(StockTables.SERVICE)
			.addMethod(StockTables.READ, ServerCalls.asyncUnaryCall((request, observer) -> {
				observer.onNext(table());
				observer.onCompleted();
			}))
			.build();
		InventoryImplBase lists = new InventoryImplBase() {

			@Override
			public void listStock(StockListRequest request, StreamObserver<StockList> observer) {
				observer.onNext(list());
				observer.onCompleted();
			}

		};
		try {
			return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
				.directExecutor()
				.addService(tables)
				.addService(lists)
				.build()
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private StockTable table() {
		StockTable.Builder table = new StockTable.Builder(this.rows);
		for (int row = 0; row < this.rows; row++) {
			table.add(this.skus[row], row);
		}
		return table.build("inventory-1");
	}

	private StockList list() {
		StockList.Builder list = StockList.newBuilder();
		for (int row = 0; row < this.rows; row++) {
			list.addLevels(StockLevel.newBuilder().setSku(this.skus[row]).setAvailable(row));
		}
		return list.setInstance("inventory-1").build();
	}

	/**
	 * Close everything.
	 */
	@TearDown
	public void tearDown() {
		if (this.context != null) {
			this.context.close();
		}
		if (this.server != null) {
			this.server.shutdownNow();
		}
	}

	/**
	 * A message that is parsed. Reads all fields.
	 * @return a result that depends on all of them
	 */
	@Benchmark
	public int protobuf() {
		StockList list = ClientCalls.blockingUnaryCall(channel(), InventoryGrpc.getListStockMethod(),
				CallOptions.DEFAULT, StockListRequest.getDefaultInstance());
		int sum = list.getInstance().length();
		for (int row = 0; row < list.getLevelsCount(); row++) {
			StockLevel level = list.getLevels(row);
			sum += level.getSku().length() + level.getAvailable();
		}
		return sum;
	}

	/**
	 * A message that is read in place. Reads all fields.
	 * @return a result that depends on all of them
	 */
	@Benchmark
	public int flatBuffers() {
		StockTable table = read();
		StockRow row = new StockRow();
		int sum = table.instance().length();
		for (int index = 0; index < table.size(); index++) {
			table.row(index, row);
			sum += row.sku().length() + row.available();
		}
		return sum;
	}

	/**
	 * A message that is read in place. Reads the numbers only.
	 * @return a result that depends on all of them
	 */
	@Benchmark
	public int flatBuffersNumbersOnly() {
		StockTable table = read();
		StockRow row = new StockRow();
		int sum = 0;
		for (int index = 0; index < table.size(); index++) {
			sum += table.row(index, row).available();
		}
		return sum;
	}

	private StockTable read() {
		return ClientCalls.blockingUnaryCall(channel(), StockTables.READ, CallOptions.DEFAULT,
				StockListRequest.getDefaultInstance());
	}

	private Channel channel() {
		if (this.channel == null) {
			throw new IllegalStateException("Not set up");
		}
		return this.channel;
	}

}
