package io.github.resiliencestarter.console;

import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Fleet} and {@link DryRun} with reads that fail at once.
 */
class FleetTests {

	private static final Instant NOW = Instant.parse("2026-11-28T03:00:00Z");

	private final ConsoleThreads threads = new ConsoleThreads();

	@AfterEach
	void close() {
		this.threads.close();
	}

	private static Member member(int number) {
		String instance = "orders-" + number;
		return new Member("orders/" + instance, "orders", instance, URI.create("http://127.0.0.1:1/actuator"), null,
				Set.of());
	}

	@Test
	void readsThatCannotStartAreFailures() {
		Instant[] now = { NOW };
		InstantSource clock = () -> now[0];
		int[] reads = new int[1];
		Fleet fleet = new Fleet((before) -> {
			reads[0]++;
			throw new IllegalStateException("no such bundle");
		}, DefaultProperties.get(), clock, RandomGenerator.getDefault(), (before, after) -> {
		});
		Map<String, Member> members = new LinkedHashMap<>();
		for (int i = 0; i < 10_000; i++) {
			members.put(member(i).key(), member(i));
		}
		fleet.update(members);
		fleet.tick();
		assertThat(reads[0]).isEqualTo(10_000);
		now[0] = NOW.plusSeconds(60);
		fleet.tick();
		assertThat(reads[0]).isEqualTo(20_000);
		assertThat(fleet.readings())
			.allMatch((reading) -> String.valueOf(reading.problem()).contains("no such bundle"));
	}

	@Test
	void dryRunThatCannotAskEnds() {
		ActuatorClient client = new ActuatorClient(DefaultProperties.get().actuator(), this.threads, () -> null);
		this.threads.close();
		DryRun.Result result = new DryRun(client, new ReportReader())
			.run("inc-1", new byte[0], List.of(member(1), member(2)))
			.join();
		assertThat(result.failures()).hasSize(2);
	}

}
