package io.github.resiliencestarter.fleet;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AnswerTests {

	@Test
	void aGoodAnswerNamesWhoHadAPartInIt() {
		Answer answer = Answer.of(200, """
				{"sku":"1","servedBy":["storefront-1","orders-2","inventory-1"]}""");
		assertThat(answer.outcome()).isEqualTo(Outcome.ofStatus(200));
		assertThat(answer.servedBy()).containsExactlyInAnyOrder("storefront-1", "orders-2", "inventory-1");
	}

	@Test
	void aFailureServesNobody() {
		assertThat(Answer.of(503, "orders-1 is away").servedBy()).isEmpty();
		assertThat(Answer.without(Outcome.CONNECT).servedBy()).isEmpty();
	}

}
