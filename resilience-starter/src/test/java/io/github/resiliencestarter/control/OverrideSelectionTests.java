package io.github.resiliencestarter.control;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.resiliencestarter.control.Documents.forceOpen;
import static io.github.resiliencestarter.control.Documents.state;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Overrides}: which instances obey, and which overrides are read.
 */
class OverrideSelectionTests {

	private final OverridesFixture orders = new OverridesFixture(null).withBreakers("inventory", "pricing");

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "orders | *=eu-* | APPLIED", "ord?rs | v1 | APPLIED", "* | instance=orders-1 | APPLIED",
					"storefront | v1 | NOT_SELECTED", "Orders | v1 | NOT_SELECTED", "orders | v2 | NOT_SELECTED",
					"orders | zone=us-* | NOT_SELECTED", "orders | v1?, | NOT_SELECTED" })
	void onlySelectedInstancesObey(String application, String tag, OverrideState state) {
		this.orders.put("a", Documents.document(
				"\"application\": \"%s\", \"target\": \"inventory\", \"tags\": [\"%s\"]".formatted(application, tag),
				"\"state\": \"force-open\"", Documents.EXPIRY));
		assertThat(this.orders.status("a").state()).isEqualTo(state);
		assertThat(this.orders.state("inventory"))
			.isEqualTo((state == OverrideState.APPLIED) ? State.FORCED_OPEN : State.CLOSED);
	}

	@Test
	void growingShareOnlyAddsInstances() {
		for (int share = 1; share < 100; share++) {
			int smaller = share;
			assertThat(IntStream.range(0, 500).mapToObj((i) -> new OwnInstance("orders", "orders-" + i, Set.of())))
				.allSatisfy((instance) -> assertThat(!instance.isIn("a", smaller) || instance.isIn("a", smaller + 1))
					.isTrue());
		}
		assertThat(IntStream.range(0, 1000)
			.filter((i) -> new OwnInstance("orders", "orders-" + i, Set.of()).isIn("a", 25))
			.count()).isBetween(200L, 300L);
		assertThat(new OwnInstance("orders", "x", Set.of()).isIn("a", 100)).isTrue();
	}

	@Test
	void instanceOutsideOfTheShareDoesNotObey() {
		this.orders.put("a", Documents.with(forceOpen("inventory"), "share", "1"));
		assertThat(this.orders.status("a").reason()).isEqualTo("share: this instance is not among the 1 %");
		this.orders.put("a", Documents.with(forceOpen("inventory"), "share", "100"));
		assertThat(this.orders.states()).isEqualTo("a APPLIED");
	}

	@ParameterizedTest
	@ValueSource(strings = { "A", "-a", "a/b", "a b", "a_b", "", "<b>", "ä",
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" })
	void keyThatIsNoIdIsRejected(String id) {
		this.orders.put(id, forceOpen("inventory"));
		assertThat(this.orders.status(id).state()).isEqualTo(OverrideState.REJECTED);
		assertThat(this.orders.status(id).reason()).startsWith("id: write");
	}

	@Test
	void expiryIsAtMostSevenDaysAway() {
		this.orders.put("a", state("inventory", "force-open", "2026-11-30T00:00:02Z"));
		assertThat(this.orders.status("a").reason()).isEqualTo("expiry: write an instant within the next 7 days");
		this.orders.put("b", state("inventory", "force-open", "2026-11-30T00:00:00Z"));
		assertThat(this.orders.status("b").state()).isEqualTo(OverrideState.APPLIED);
		this.orders.put("c", state("pricing", "force-open", "+999999999-12-31T23:59:59Z"));
		assertThat(this.orders.status("c").state()).isEqualTo(OverrideState.REJECTED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "2026-11-22T23:59:59Z", "-999999999-01-01T00:00:00Z" })
	void overrideFromThePastHasExpired(String expiry) {
		this.orders.put("a", state("inventory", "force-open", expiry));
		assertThat(this.orders.status("a").state()).isEqualTo(OverrideState.EXPIRED);
		assertThat(this.orders.status("a").reason()).startsWith("expiry: ");
		assertThat(this.orders.state("inventory")).isEqualTo(State.CLOSED);
	}

	@Test
	void onlyTheYoungestAreRead() {
		List<OverrideKey> keys = IntStream.rangeClosed(1, 150)
			.mapToObj((i) -> new OverrideKey("o" + i, i, Documents.bytes(forceOpen("t" + i))))
			.toList();
		this.orders.overrides.update(keys);
		assertThat(this.orders.overrides.count(OverrideState.WAITING)).isEqualTo(100);
		assertThat(this.orders.status("o50").reason()).startsWith("too many");
		assertThat(this.orders.status("o51").state()).isEqualTo(OverrideState.WAITING);
	}

}
