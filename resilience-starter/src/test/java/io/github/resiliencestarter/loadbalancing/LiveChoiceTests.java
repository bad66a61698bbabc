package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;

import io.github.resiliencestarter.loadbalancing.VirtualFleet.VirtualInstance;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for settings of a {@link Target} that change while calls are made.
 */
class LiveChoiceTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final VirtualFleet fleet = new VirtualFleet().add("one", VirtualInstance.healthy())
		.add("two", VirtualInstance.failing(100))
		.add("three", VirtualInstance.healthy());

	@Test
	void ejectionCanBeDisabledAndEnabled() {
		this.fleet.target.change(VirtualFleet.settings("ejection.enabled=false"));
		this.fleet.run(MINUTE);
		assertThat(this.fleet.ejections).isEmpty();
		this.fleet.target.change(VirtualFleet.settings());
		this.fleet.run(MINUTE);
		assertThat(this.fleet.ejections).isNotEmpty();
	}

	@Test
	void ejectedInstanceStaysEjectedWhenSettingsChange() {
		this.fleet.run(MINUTE);
		assertThat(this.fleet.target.count(InstanceState.EJECTED)).isOne();
		this.fleet.target.change(VirtualFleet.settings("ejection.time.max=90s", "algorithm=round-robin"));
		assertThat(this.fleet.target.instances()).filteredOn((instance) -> instance.ejection() != null).hasSize(1);
		this.fleet.run(Duration.ofMillis(100));
		assertThat(this.fleet.target.count(InstanceState.EJECTED)).isOne();
	}

	@Test
	void settingsThatAreStateDoNotChange() {
		LoadBalancingSettings before = this.fleet.target.settings();
		this.fleet.target
			.change(VirtualFleet.settings("latency-decay=9s", "zone-threshold=0.1", "ejection.errors.window=1m"));
		assertThat(this.fleet.target.settings()).isEqualTo(before);
	}

}
