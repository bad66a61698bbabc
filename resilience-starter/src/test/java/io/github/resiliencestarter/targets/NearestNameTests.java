package io.github.resiliencestarter.targets;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class NearestNameTests {

	@ParameterizedTest
	@CsvSource({ "inventry,inventory", "invnetory,inventory", "Inventory,inventory", "inventoryy,inventory",
			"failure-rate-treshhold,failure-rate-threshold" })
	void typingErrorsLeadToTheNameThatWasMeant(String written, String meant) {
		assertThat(NearestName.of(written, List.of("orders", meant, "prices"))).contains(meant);
	}

	@ParameterizedTest
	@CsvSource({ "tax,web", "cart,card-service", "billing,inventory" })
	void otherNamesAreNotMeant(String written, String other) {
		assertThat(NearestName.of(written, List.of(other))).isEmpty();
	}

	@Test
	void nearestOfSeveralWinsAndTheirOrderDoesNotMatter() {
		assertThat(NearestName.of("order", List.of("oder", "orders", "ordre"))).contains("oder");
		assertThat(NearestName.of("order", List.of("ordre", "orders", "oder"))).contains("oder");
	}

}
