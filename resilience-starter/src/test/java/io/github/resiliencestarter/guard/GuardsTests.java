package io.github.resiliencestarter.guard;

import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Guards}.
 */
@ExtendWith(OutputCaptureExtension.class)
class GuardsTests {

	private final GuardFixture fixture = new GuardFixture();

	private final StandardEnvironment environment = new StandardEnvironment();

	private final GuardTargets targets = new GuardTargets(this.environment,
			Binder.get(this.environment).bindOrCreate("resilience.client", ClientProperties.class), List.of());

	private final Guards guards = new Guards(this.targets::apply, this.fixture.engines, new GuardListeners(List.of()),
			new GuardTime(this.fixture::nanos, this.fixture.scheduler::advanceTimeBy, () -> this.fixture.scheduler),
			10);

	@Test
	void knowsTheGuardsOfTheTargetsThatHaveBeenCalled() {
		assertThat(this.guards.find("inventory")).isEmpty();
		Guard inventory = Objects.requireNonNull(this.guards.forTarget("inventory"));
		Guard orders = Objects.requireNonNull(this.guards.forTarget("orders"));
		assertThat(this.guards.find("inventory")).containsSame(inventory);
		assertThat(this.guards.all()).containsExactlyInAnyOrder(inventory, orders);
	}

	@Test
	void numberOfGuardsIsBounded(CapturedOutput output) {
		for (int i = 1; i <= 10; i++) {
			assertThat(output).doesNotContain("is the last of 10 targets");
			assertThat(this.guards.forTarget("host" + i)).isNotNull();
		}
		assertThat(output).containsOnlyOnce("'host10' is the last of 10 targets");
		assertThat(this.guards.forTarget("host11")).isNull();
		assertThat(this.guards.all()).hasSize(10);
		assertThat(this.guards.forTarget("host1")).isNotNull();
	}

}
