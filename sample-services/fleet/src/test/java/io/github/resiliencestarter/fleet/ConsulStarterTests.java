package io.github.resiliencestarter.fleet;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConsulStarter}.
 */
class ConsulStarterTests {

	@ParameterizedTest
	@ValueSource(strings = { "Consul v1.14.0", "Consul v1.16.6\nBuild Date 1970-01-01T00:00:01Z", "Consul v2.0.1-dev" })
	void newerVersionsDoNotListenOnAFixedPort(String version) {
		assertThat(ConsulStarter.newerOptions(version)).containsExactly("-grpc-tls-port=-1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Consul v1.8.7\nProtocol 2 spoken by default", "Consul v1.13.9", "", "unknown" })
	void olderVersionsGetNoOptionThatTheyDoNotKnow(String version) {
		assertThat(ConsulStarter.newerOptions(version)).isEmpty();
	}

}
