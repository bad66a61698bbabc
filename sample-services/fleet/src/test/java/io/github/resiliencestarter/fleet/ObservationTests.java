package io.github.resiliencestarter.fleet;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ObservationTests {

	@Test
	void requestsThatOnlyWatchAServiceAreNoTraffic() {
		assertThat(Observation.of("inventory-1", 5, """
				# TYPE http_server_requests_seconds summary
				http_server_requests_seconds_count{status="200",uri="/stock/{sku}"} 30
				http_server_requests_seconds_count{status="500",uri="UNKNOWN"} 12.0
				http_server_requests_seconds_sum{status="200",uri="/stock/{sku}"} 99
				http_server_requests_seconds_count{status="200",uri="/actuator/prometheus"} 7
				http_server_requests_seconds_count{status="200",uri="/faults"} 1
				grpc_server_seconds_count{rpc_service="sample.inventory.Inventory",grpc_status_code="OK"} 8
				grpc_server_seconds_count{rpc_service="grpc.health.v1.Health",grpc_status_code="OK"} 99
				grpc_server_seconds_sum{rpc_service="sample.inventory.Inventory",grpc_status_code="OK"} 99
				grpc_server_seconds_max{rpc_service="sample.inventory.Inventory",grpc_status_code="OK"} 99
				jvm_threads_live_threads{application="inventory"} 31.0
				resilience4j_circuitbreaker_state{name="a",state="closed"} 1.0
				resilience4j_circuitbreaker_state{name="a",state="open"} 0.0
				resilience4j_circuitbreaker_state{name="b",state="half_open"} 1.0
				resilience4j_circuitbreaker_state{name="c",state="open"} 1.0
				""")).isEqualTo(new Observation("inventory-1", 5, 50, 31, 2));
	}

	@Test
	void anInstanceThatRestartsCountsFromZeroAgain() {
		Observations observations = new Observations(
				List.of(seen("orders-1", 1, 100), seen("orders-1", 2, 130), seen("orders-1", 3, 20)));
		assertThat(observations.arrived("orders", 0, 10)).isEqualTo(50);
		assertThat(observations.arrived("orders", 3, 10)).isEqualTo(20);
	}

	@Test
	void whoeverCouldNotBeAskedIsUnknown() {
		Observations observations = new Observations(List.of(seen("orders-1", 1, 100)));
		assertThat(observations.arrived("inventory", 0, 10)).isNaN();
		assertThat(observations.arrived("orders", 2, 10)).isNaN();
		assertThat(observations.threads(2, 10)).isNaN();
		assertThat(observations.open(0, 2)).isEqualTo(1);
	}

	@Test
	void ofSeveralAnswersInATimeTheLastCounts() {
		Observations observations = new Observations(List.of(new Observation("orders-1", 2, 0, 30, 0),
				new Observation("orders-1", 1, 0, 10, 1), new Observation("orders-2", 1, 0, 5, 1)));
		assertThat(observations.threads(0, 10)).isEqualTo(35);
		assertThat(observations.open(0, 10)).isEqualTo(1);
	}

	private static Observation seen(String instance, long nanos, double requests) {
		return new Observation(instance, nanos, requests, 10, 1);
	}

}
