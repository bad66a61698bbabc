package io.github.resiliencestarter.metrics;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resiliencestarter.discovery.InstanceList;
import io.github.resiliencestarter.documentation.GeneratedTable;
import io.github.resiliencestarter.guard.Guard;
import io.github.resiliencestarter.loadbalancing.Target;
import io.github.resiliencestarter.registration.RegistrationState;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * The table of meters is what the binders register.
 */
class ReadmeMetersTests {

	private static final String NAME = "inventory";

	private final SimpleMeterRegistry meterRegistry = new SimpleMeterRegistry();

	@Test
	void tableOfMetersIsWhatIsRegistered() throws IOException {
		bindAll();
		StringBuilder table = new StringBuilder(
				"| Meter | In Prometheus | Type | Tags | Description |\n| --- | --- | --- | --- | --- |\n");
		for (ResilienceMeter meter : ResilienceMeter.values()) {
			List<Meter> registered = List.copyOf(this.meterRegistry.find(meter.meterName()).meters());
			assertThat(registered).as(meter.meterName()).isNotEmpty();
			Meter.Id id = registered.get(0).getId();
			table.append("| `%s` | `%s` | %s | %s | %s |\n".formatted(meter.meterName(), inPrometheus(id),
					id.getType().name().toLowerCase(Locale.ROOT), tags(registered), meter.description()));
		}
		GeneratedTable.on("docs/reference/meters.md", "meters", "ResilienceMeter").assertIs(table.toString());
	}

	private void bindAll() {
		Guard guard = mock();
		given(guard.target()).willReturn(NAME);
		new ClientMeters(this.meterRegistry).onTarget(guard);
		InstanceList instances = mock();
		given(instances.target()).willReturn(NAME);
		new DiscoveryMeters(this.meterRegistry).onTarget(instances);
		Target target = mock();
		given(target.name()).willReturn(NAME);
		new LoadBalancingMeters(this.meterRegistry).onTarget(target);
		new CircuitBreakerMeters(this.meterRegistry).onBreaker(CircuitBreaker.ofDefaults(NAME));
		new MessagingMeters(this.meterRegistry).onListener(NAME);
		new CallerMeters(this.meterRegistry).onRejection(NAME);
		FallbackMeters fallbacks = new FallbackMeters(this.meterRegistry);
		fallbacks.onLastGoodAnswers(NAME);
		fallbacks.onService(NAME);
		new ControlMeters(mock(), mock()).bindTo(this.meterRegistry);
		RegistrationState registration = mock();
		new DiscoveryMetricsAutoConfiguration().registrationStateMeter(registration).bindTo(this.meterRegistry);
	}

	private static String inPrometheus(Meter.Id id) {
		String name = id.getConventionName(new PrometheusNamingConvention());
		return (id.getType() == Meter.Type.COUNTER) ? name + "_total" : name;
	}

	private static String tags(List<Meter> meters) {
		Map<String, Set<String>> tags = new TreeMap<>();
		for (Meter meter : meters) {
			for (Tag tag : meter.getId().getTags()) {
				tags.computeIfAbsent(tag.getKey(), (key) -> new TreeSet<>()).add(tag.getValue());
			}
		}
		return tags.entrySet()
			.stream()
			.map((tag) -> "`" + tag.getKey() + "`" + values(tag.getValue()))
			.collect(Collectors.joining("; "));
	}

	private static String values(Set<String> values) {
		return values.equals(Set.of(NAME)) ? ""
				: values.stream().map((value) -> "`" + value + "`").collect(Collectors.joining(", ", ": ", ""));
	}

}
