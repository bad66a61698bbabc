package io.github.resiliencestarter.loadbalancing;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoadBalancingListeners}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LoadBalancingListenersTests {

	@Test
	void warnsOnceAboutAListenerThatFails(CapturedOutput output) {
		List<EjectionReason> told = new ArrayList<>();
		LoadBalancingListeners listeners = new LoadBalancingListeners(List.of(new LoadBalancingListener() {

			@Override
			public void onEjection(Target target, EjectionReason reason) {
				throw new IllegalStateException("ejection");
			}

			@Override
			public String toString() {
				throw new IllegalStateException("text");
			}

		}, new LoadBalancingListener() {

			@Override
			public void onEjection(Target target, EjectionReason reason) {
				told.add(reason);
			}

		}));
		Target target = new VirtualFleet().target;
		for (int i = 0; i < 5; i++) {
			listeners.onEjection(target, EjectionReason.UNREACHABLE);
		}
		assertThat(told).hasSize(5);
		assertThat(output.getAll().lines().filter((line) -> line.contains("WARN"))).hasSize(1);
	}

}
