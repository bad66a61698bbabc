package io.github.resiliencestarter.fleet;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Footprint}.
 */
class FootprintTests {

	@Test
	void countsTimeSeriesWithoutComments() {
		assertThat(Footprint.series("""
				# HELP jvm_threads_live_threads The current number of live threads
				# TYPE jvm_threads_live_threads gauge
				jvm_threads_live_threads 41.0
				jvm_memory_used_bytes{area="heap"} 2048.0

				""")).isEqualTo(2);
	}

	@Test
	void countsTargetsAndTheirInstances() {
		assertThat(Footprint.listed("""
				{
					"total": 2,
					"targets": [
						{ "name": "inventory", "instances": { "total": 2, "entries": [ {}, {} ] } },
						{ "name": "annotated", "circuitBreaker": {} }
					]
				}
				""")).isEqualTo(4);
	}

}
