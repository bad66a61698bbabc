package io.github.resiliencestarter.discovery;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Sighting}.
 */
class SightingTests {

	private final Sighting sighting = new Sighting("Consul");

	@Test
	void denialIsNewsAlsoAfterAnotherFailureAndOnlyOnce() {
		this.sighting.seen(List.of(), true, 0);
		assertThat(this.sighting.failed(false, true, 1)).isTrue();
		assertThat(this.sighting.failed(true, true, 2)).isTrue();
		assertThat(this.sighting.failed(true, true, 3)).isFalse();
		assertThat(this.sighting.failed(false, true, 4)).isFalse();
		assertThat(this.sighting.failed(true, true, 5)).isFalse();
		this.sighting.seen(List.of(), true, 6);
		assertThat(this.sighting.failed(true, true, 7)).isTrue();
	}

}
