package io.github.resiliencestarter.discovery;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DiscoveryProperties}.
 */
class DiscoveryPropertiesTests {

	@ParameterizedTest
	@CsvSource({ "first-list-timeout, 0", "empty-after, -1s", "max-age, 0", "unused-after, -1s", "poll-interval, 0",
			"max-targets, 0", "consul.max-connections, 3", "consul.max-wait, 11m", "consul.max-wait, 999ms",
			"consul.addresses, consul", "consul.addresses, http://consul:8500", "consul.addresses, consul:85000",
			"consul.addresses, ::1:8500" })
	void refusesWhatMakesNoSense(String name, String value) {
		String key = "resilience.discovery." + name;
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(key, value))
			.havingRootCause()
			.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (ex) -> {
				assertThat(ex.getName()).isEqualTo(key);
				assertThat(ex.getReason()).startsWith("must ");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "consul:8500", "10.0.0.1:8500,10.0.0.2:8501", "[::1]:8500" })
	void takesAddressesOfAgents(String addresses) {
		DiscoveryProperties properties = bind("resilience.discovery.consul.addresses", addresses);
		assertThat(properties.consul().addresses()).containsExactly(addresses.split(","));
	}

	// Some versions of Consul abort queries after 30 s. Consul adds up to a sixteenth to
	// the wait
	@Test
	void defaultWaitEndsBeforeAServerAbortsIt() {
		Duration wait = bind("unrelated", "").consul().maxWait();
		assertThat(wait.plus(wait.dividedBy(16))).isLessThan(Duration.ofSeconds(30));
	}

	@Test
	void knowsHostAndPortOfAnAddress() {
		assertThat(DiscoveryProperties.Consul.host("[::1]:8500")).isEqualTo("[::1]");
		assertThat(DiscoveryProperties.Consul.port("[::1]:8500")).isEqualTo(8500);
	}

	private static DiscoveryProperties bind(String key, String value) {
		return new Binder(new MapConfigurationPropertySource(Map.of(key, value))).bindOrCreate("resilience.discovery",
				DiscoveryProperties.class);
	}

}
