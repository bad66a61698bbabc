package io.github.resiliencestarter.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link AddedInstances}.
 */
class AddedInstancesTests {

	private final InstanceWatch.Listener list = mock(InstanceWatch.Listener.class);

	private final List<Double> shares = new ArrayList<>();

	private final AddedInstances added = new AddedInstances(this.list, this.shares::add);

	@Test
	void instancesThatAreNewOrBackAreToldWithTheirShare() {
		see(instance(1, ""), instance(2, ""));
		see();
		this.added.onFailure("no connection", true);
		assertThat(this.shares).isEmpty();
		see(instance(1, ""));
		see(instance(1, ""), instance(2, ""));
		see(instance(1, ""));
		see(instance(1, ""));
		assertThat(this.shares).containsExactly(1.0, 0.5);
	}

	@Test
	void instanceThatWasStartedAnewAtItsAddressIsNew() {
		see(instance(1, "a"));
		see(instance(1, "b"));
		see(instance(1, "b"));
		assertThat(this.shares).containsExactly(1.0);
	}

	@Test
	void listHearsEverything() {
		see(instance(1, "a"));
		this.added.onFailure("no connection", false);
		then(this.list).should().onInstances(List.of(instance(1, "a")), true);
		then(this.list).should().onFailure("no connection", false);
	}

	private void see(ServiceInstance... instances) {
		this.added.onInstances(List.of(instances), true);
	}

	private static ServiceInstance instance(int id, String process) {
		return new DefaultServiceInstance(Integer.toString(id), "inventory", "10.0.0.1", 8080 + id, false,
				Map.of(ProcessId.METADATA_KEY, process));
	}

}
