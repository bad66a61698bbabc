package io.github.resiliencestarter.registration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InstanceId}.
 */
class InstanceIdTests {

	@Test
	void isNotSetByDefault() {
		assertThat(InstanceId.isSetByUser(new MockEnvironment())).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " " })
	void anEmptyOneIsNotSet(String id) {
		assertThat(InstanceId.isSetByUser(environment("spring.cloud.consul.discovery.instance-id", id))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.cloud.consul.discovery.instance-id", "spring.cloud.consul.discovery.instanceId" })
	void isSetInAnySpelling(String property) {
		assertThat(InstanceId.isSetByUser(environment(property, "orders-1"))).isTrue();
	}

	private static MockEnvironment environment(String property, String id) {
		return new MockEnvironment().withProperty(property, id);
	}

}
