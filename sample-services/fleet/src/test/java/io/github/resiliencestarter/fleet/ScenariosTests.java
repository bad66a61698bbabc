package io.github.resiliencestarter.fleet;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Scenarios}.
 */
class ScenariosTests {

	@Test
	void namesAreDistinct() {
		assertThat(Scenarios.ALL).extracting(Scenario::name).doesNotHaveDuplicates();
	}

	@Test
	void tailDiffersFromItsComparisonOnlyInTheHedging() {
		Scenario tail = Scenarios.TAIL;
		Scenario unhedged = Scenarios.TAIL_UNHEDGED;
		assertThat(tail.traffic()).isEqualTo(unhedged.traffic());
		assertThat(tail.bad()).isEqualTo(unhedged.bad()).isEqualTo("inventory-1");
		assertThat(tail.setting().without()).isEqualTo(unhedged.setting().without());
		assertThat(tail.setting().options()).containsOnlyKeys("orders-1", "orders-2")
			.containsValue("-Dresilience.client.targets.inventory.hedge.after=80ms");
		assertThat(unhedged.setting().options()).containsOnlyKeys("orders-1", "orders-2").containsValue("");
	}

	@Test
	void tailMustStayWithinAThirdOfTheSlowCallsAndFivePercentOfLoad() {
		assertThat(Scenarios.TAIL.bars()).extracting(Bar::text)
			.isEqualTo(
					List.of("0 failed", "p99 of /checkout/1 <= 166 ms", "requests at inventory <= 1.05 per request"));
	}

}
