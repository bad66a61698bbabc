package io.github.resiliencestarter.console;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Convergence}.
 */
class ConvergenceTests {

	private static final Instant NOW = Instant.parse("2026-11-28T03:00:00Z");

	private static final String DOCUMENT = """
			{"version":1,"selector":{"application":"or*","target":"inventory","tags":["zone=eu-*"]},
			"action":{"state":"force-open"},"owner":"jane","reason":"INC-42","expiry":"2026-11-28T04:00:00Z"}""";

	private final StoredOverride override = new OverrideReader()
		.read(new OverrideStore.Entry("inc-42", DOCUMENT.getBytes(java.nio.charset.StandardCharsets.UTF_8), 1, 2));

	private final List<Reading> readings = new ArrayList<>();

	private Reading add(String instance, @Nullable ControlState control) {
		Member member = new Member("orders/" + instance, "orders", instance, URI.create("http://10.0.0.1:80/actuator"),
				null, Set.of("zone=eu-1"));
		Reading reading = Reading.none(member, NOW).read(new ReportReader.Targets(List.of(), 0), control, NOW);
		this.readings.add(reading);
		return reading;
	}

	private void says(String instance, String state, @Nullable String digest) {
		add(instance, new ControlState(true, "CURRENT", null,
				Map.of("inc-42", new ControlState.Status(state, "why", null, digest))));
	}

	private Acknowledgment acknowledgment() {
		return new Convergence(this.readings, 20).row(this.override).acknowledgment();
	}

	@Test
	void everyMatchingInstanceCountsAndTheOthersAreNamed() {
		says("a", "APPLIED", this.override.digest());
		says("old", "APPLIED", "0123456789abcdef");
		says("rejecting", "REJECTED", this.override.digest());
		says("outside", "NOT_SELECTED", this.override.digest());
		add("unaware", new ControlState(true, "CURRENT", null, Map.of()));
		add("without", null);
		this.readings
			.add(Reading.none(add("dead", null).member(), NOW).failed(new ReadFailure("connection refused"), NOW));
		this.readings.remove(this.readings.size() - 2);
		Acknowledgment acknowledgment = acknowledgment();
		assertThat(acknowledgment.applied()).isEqualTo(1);
		assertThat(acknowledgment.of()).isEqualTo(6);
		assertThat(acknowledgment.notSelected()).isEqualTo(1);
		assertThat(acknowledgment.others()).extracting((other) -> other.instance() + " " + other.state())
			.containsExactly("dead UNREACHABLE", "old STALE", "rejecting REJECTED", "unaware STALE",
					"without DISABLED");
	}

	@Test
	void instancesWithOtherTagsOrApplicationsDoNotCount() {
		this.readings.add(Reading.none(new Member("x", "orders", "x", null, null, Set.of("zone=us-1")), NOW));
		this.readings.add(Reading.none(new Member("y", "inventory", "y", null, null, Set.of("zone=eu-1")), NOW));
		assertThat(acknowledgment().of()).isZero();
	}

	@Test
	void overrideThatIsNoLongerStoredStaysVisibleWhileItIsInForce() {
		says("a", "APPLIED", "0123456789abcdef");
		assertThat(new Convergence(this.readings, 20).rows(List.of())).singleElement()
			.satisfies((row) -> assertThat(row.problem()).contains("still in force"));
	}

	@Test
	void documentsThatCannotBeReadSayWhy() {
		for (String bad : List.of("", "[]", "{", "{\"a\":1,\"a\":2}", "x".repeat(17_000), "null")) {
			assertThat(new OverrideReader()
				.read(new OverrideStore.Entry("bad", bad.getBytes(java.nio.charset.StandardCharsets.UTF_8), 1, 1))
				.problem()).as(bad).isNotNull();
		}
	}

}
