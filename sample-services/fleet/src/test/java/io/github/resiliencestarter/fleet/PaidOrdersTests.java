package io.github.resiliencestarter.fleet;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PaidOrders}.
 */
class PaidOrdersTests {

	private static final String FIRST = "11111111-2222-3333-4444-555555555555";

	private static final String SECOND = "66666666-7777-8888-9999-aaaaaaaaaaaa";

	@Test
	void countsNothingIfEachOrderIsReservedOnce() {
		PaidOrders orders = orders("\"%s\",\"%s\"".formatted(SECOND, FIRST), 3);
		assertThat(orders.paid()).hasSize(2);
		assertThat(orders.lost()).isZero();
		assertThat(orders.twice()).isZero();
		assertThat(orders.repeated()).isEqualTo(3);
	}

	@Test
	void countsOrdersWithoutAReservation() {
		assertThat(orders("\"%s\"".formatted(FIRST), 0).lost()).isEqualTo(1);
	}

	@Test
	void countsOrdersWithTwoReservations() {
		assertThat(orders("\"%1$s\",\"%2$s\",\"%1$s\"".formatted(FIRST, SECOND), 0).twice()).isEqualTo(1);
	}

	private static PaidOrders orders(String reserved, int repeated) {
		return PaidOrders.of("[\"%s\",\"%s\"]".formatted(FIRST, SECOND),
				"{\"orders\":[%s],\"repeated\":%d}".formatted(reserved, repeated));
	}

}
