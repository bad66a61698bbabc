package io.github.resiliencestarter.sample.inventory;

import java.util.stream.IntStream;

import io.github.resiliencestarter.sample.protocol.InventoryGrpc;
import io.github.resiliencestarter.sample.protocol.InventoryGrpc.InventoryBlockingStub;
import io.github.resiliencestarter.sample.protocol.Stock;
import io.github.resiliencestarter.sample.protocol.StockLevel;
import io.github.resiliencestarter.sample.protocol.StockListRequest;
import io.github.resiliencestarter.sample.protocol.StockRequest;
import io.github.resiliencestarter.sample.protocol.flat.StockRow;
import io.github.resiliencestarter.sample.protocol.flat.StockTable;
import io.github.resiliencestarter.sample.protocol.flat.StockTables;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StockService} and {@link StockTableService}.
 */
@SpringBootTest(
		properties = { "spring.cloud.consul.enabled=false", "spring.cloud.consul.discovery.instance-id=inventory-7" })
class StockServiceTests {

	@Autowired
	private GrpcServerLifecycle server;

	private ManagedChannel channel;

	private InventoryBlockingStub inventory;

	@BeforeEach
	void connect() {
		this.channel = ManagedChannelBuilder.forAddress("127.0.0.1", this.server.getPort()).usePlaintext().build();
		this.inventory = InventoryGrpc.newBlockingStub(this.channel);
	}

	@AfterEach
	void disconnect() {
		this.channel.shutdownNow();
	}

	@Test
	void tellsTheStockOfOneSkuAndWhoSaysSo() {
		Stock stock = this.inventory.getStock(StockRequest.newBuilder().setSku("1").build());
		assertThat(stock.getAvailable()).isEqualTo(112);
		assertThat(stock.getInstance()).isEqualTo("inventory-7");
	}

	@Test
	void tellsTheStockOfAllSkus() {
		assertThat(this.inventory.listStock(StockListRequest.getDefaultInstance()).getLevelsList())
			.extracting(StockLevel::getSku)
			.containsExactly("1", "2", "3", "4", "5");
	}

	@Test
	void tellsTheStockOfAllSkusInAMessageThatIsReadInPlace() {
		StockTable table = ClientCalls.blockingUnaryCall(this.channel, StockTables.READ, CallOptions.DEFAULT,
				StockListRequest.getDefaultInstance());
		assertThat(table.instance()).isEqualTo("inventory-7");
		assertThat(IntStream.range(0, table.size()).mapToObj((index) -> {
			StockRow row = table.row(index, new StockRow());
			return row.sku() + ": " + row.available();
		})).containsExactly("1: 112", "2: 35", "3: 0", "4: 229", "5: 16");
	}

	@ParameterizedTest
	@CsvSource({ "nosuch, NOT_FOUND", "a b, INVALID_ARGUMENT", "1'--, INVALID_ARGUMENT" })
	void refusesOtherSkus(String sku, Code code) {
		assertThatExceptionOfType(StatusRuntimeException.class)
			.isThrownBy(() -> this.inventory.getStock(StockRequest.newBuilder().setSku(sku).build()))
			.extracting((ex) -> ex.getStatus().getCode())
			.isEqualTo(code);
	}

}
