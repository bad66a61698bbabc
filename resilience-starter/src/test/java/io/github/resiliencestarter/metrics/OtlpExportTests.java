package io.github.resiliencestarter.metrics;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpServer;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.guard.Guards;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * The meters as a receiver of OpenTelemetry's protocol gets them.
 */
class OtlpExportTests {

	private final List<Metric> received = new CopyOnWriteArrayList<>();

	private HttpServer receiver;

	@BeforeEach
	void start() throws IOException {
		this.receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.receiver.createContext("/v1/metrics", (exchange) -> {
			ExportMetricsServiceRequest.parseFrom(exchange.getRequestBody())
				.getResourceMetricsList()
				.forEach((resource) -> resource.getScopeMetricsList()
					.forEach((scope) -> this.received.addAll(scope.getMetricsList())));
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		this.receiver.start();
	}

	@AfterEach
	void stop() {
		this.receiver.stop(0);
	}

	@Test
	void namesAndTagsAreThoseOfTheReference() {
		StarterContext.runner().withBean(MeterRegistry.class, this::registry).run((context) -> {
			context.getBean(Guards.class).of("pricing").call((attempt) -> "ok");
			context.getBean(CircuitBreakerRegistry.class).circuitBreaker("pricing").transitionToForcedOpenState();
			// Publishes a last time
			context.getBean(MeterRegistry.class).close();
			List<HistogramDataPoint> calls = metric("resilience.client.calls").getHistogram().getDataPointsList();
			assertThat(calls).filteredOn((point) -> point.getCount() == 1)
				.singleElement()
				.satisfies((point) -> assertThat(tags(point.getAttributesList())).contains(entry("target", "pricing"),
						entry("outcome", "success")));
			assertThat(metric("resilience.client.calls").getUnit()).isEqualTo("milliseconds");
			assertThat(metric("resilience.client.attempts").getSum().getDataPointsList())
				.anySatisfy((point) -> assertThat(point.getAsDouble()).isOne());
			NumberDataPoint state = metric("resilience.circuitbreaker.state.code").getGauge().getDataPoints(0);
			assertThat(state.getAsDouble()).isEqualTo(3);
			assertThat(tags(state.getAttributesList())).contains(entry("name", "pricing"));
			assertThat(metric("resilience.circuitbreaker.transitions").getSum().getIsMonotonic()).isTrue();
		});
	}

	private MeterRegistry registry() {
		Map<String, String> settings = Map.of("otlp.url",
				"http://127.0.0.1:%d/v1/metrics".formatted(this.receiver.getAddress().getPort()));
		return OtlpMeterRegistry.builder(settings::get).clock(Clock.SYSTEM).build();
	}

	private Metric metric(String name) {
		return this.received.stream()
			.filter((metric) -> metric.getName().equals(name))
			.findFirst()
			.orElseThrow(() -> new AssertionError(
					name + " is not among " + this.received.stream().map(Metric::getName).sorted().toList()));
	}

	private static Map<String, String> tags(List<KeyValue> attributes) {
		return attributes.stream()
			.collect(Collectors.toMap(KeyValue::getKey, (attribute) -> attribute.getValue().getStringValue()));
	}

}
