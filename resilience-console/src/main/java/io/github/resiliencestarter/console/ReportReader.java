package io.github.resiliencestarter.console;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reader of the responses of instances. They are not trusted: everything is bounded, and
 * what does not fit is a {@link ReadFailure} of that instance.
 */
final class ReportReader {

	private static final int MAX_TARGETS = 500;

	private static final int MAX_ITEMS = 20;

	private static final int MAX_OVERRIDES = 200;

	private final JsonMapper mapper = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder()
				.maxNestingDepth(40)
				.maxNumberLength(40)
				.maxNameLength(1_000)
				.maxStringLength(100_000)
				.build())
			.build())
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.build();

	/**
	 * Reads {@code /actuator/resilience}.
	 */
	Targets targets(byte[] body) {
		Report report = read(body, Report.class);
		List<TargetState> targets = new ArrayList<>();
		for (ReportedTarget target : orEmpty(report.targets())) {
			if (target != null && target.name() != null && targets.size() < MAX_TARGETS) {
				targets.add(target(target));
			}
		}
		return new Targets(List.copyOf(targets), Math.max(0, report.total() - targets.size()));
	}

	/**
	 * Reads {@code /actuator/resilienceoverrides}.
	 */
	ControlState control(byte[] body) {
		ReportedControl report = read(body, ReportedControl.class);
		Map<String, ControlState.Status> overrides = new HashMap<>();
		for (ReportedOverride override : orEmpty(report.overrides())) {
			if (override != null && override.id() != null && overrides.size() < MAX_OVERRIDES) {
				overrides.put(DisplayText.name(override.id()),
						new ControlState.Status(DisplayText.name(override.state()),
								DisplayText.optional(override.reason()), DisplayText.optional(override.by()),
								DisplayText.optional(override.digest())));
			}
		}
		ReportedSource source = report.source();
		return new ControlState(report.enabled() == null || report.enabled(),
				DisplayText.name((source != null) ? source.state() : ""),
				(source != null) ? DisplayText.optional(source.reason()) : null, overrides);
	}

	/**
	 * Reads any JSON.
	 */
	JsonNode tree(byte[] body) {
		return read(body, JsonNode.class);
	}

	private <T> T read(byte[] body, Class<T> type) {
		try {
			T value = this.mapper.readValue(body, type);
			if (value == null) {
				throw new ReadFailure("response is empty");
			}
			return value;
		}
		catch (JacksonException ex) {
			throw new ReadFailure("response is not valid: " + DisplayText.line(ex.getOriginalMessage(), 150));
		}
	}

	private static TargetState target(ReportedTarget target) {
		ReportedInstances instances = target.instances();
		List<TargetState.Ejection> ejections = new ArrayList<>();
		boolean stale = false;
		int total = 0;
		if (instances != null) {
			total = instances.total();
			stale = instances.list() != null && instances.list().stale();
			orEmpty(instances.entries()).stream()
				.filter((entry) -> entry != null && "EJECTED".equals(entry.state()))
				.limit(MAX_ITEMS)
				.forEach((entry) -> ejections.add(new TargetState.Ejection(DisplayText.name(entry.address()),
						DisplayText.words(DisplayText.name(entry.reason())), instant(entry.since()))));
		}
		return new TargetState(DisplayText.name(target.name()), breaker(target.circuitBreaker()),
				List.copyOf(ejections), total, target.deviates(), stale,
				orEmpty(target.overrides()).stream().limit(MAX_ITEMS).map(DisplayText::name).toList());
	}

	private static TargetState.@Nullable Breaker breaker(@Nullable ReportedBreaker breaker) {
		if (breaker == null) {
			return null;
		}
		Numbers window = breaker.window();
		ReportedTransition last = breaker.lastTransition();
		return new TargetState.Breaker(BreakerState.of(breaker.state()), instant(breaker.since()),
				instant(breaker.probeAt()), breaker.notPermittedCalls(), (window != null) ? window.failureRate() : null,
				(last != null) ? transition(last) : null);
	}

	private static TargetState.Transition transition(ReportedTransition last) {
		return new TargetState.Transition(BreakerState.of(last.from()).name(), BreakerState.of(last.to()).name(),
				instant(last.at()), reason(last));
	}

	private static String reason(ReportedTransition last) {
		String reason = DisplayText.words(DisplayText.name(last.reason()));
		Numbers numbers = last.numbers();
		if (numbers == null) {
			return reason;
		}
		return switch (reason) {
			case "failure rate" -> "%s of %d calls failed".formatted(percent(numbers.failureRate()), numbers.calls());
			case "slow call rate" ->
				"%s of %d calls were slow".formatted(percent(numbers.slowCallRate()), numbers.calls());
			default -> reason;
		};
	}

	private static String percent(@Nullable Float rate) {
		return (rate != null) ? String.format(Locale.ROOT, "%.0f %%", rate) : "too many";
	}

	private static @Nullable Instant instant(@Nullable String text) {
		try {
			return (text != null && text.length() < 40) ? Instant.parse(text) : null;
		}
		catch (DateTimeParseException ex) {
			return null;
		}
	}

	private static <T> List<T> orEmpty(@Nullable List<T> list) {
		return (list != null) ? list : List.of();
	}

	/**
	 * Targets of an instance.
	 *
	 * @param targets the targets
	 * @param omitted the number of targets that are left out
	 */
	record Targets(List<TargetState> targets, int omitted) {

	}

	record Report(int total, @Nullable List<@Nullable ReportedTarget> targets) {

	}

	record ReportedTarget(@Nullable String name, boolean deviates, @Nullable ReportedBreaker circuitBreaker,
			@Nullable ReportedInstances instances, @Nullable List<String> overrides) {

	}

	record ReportedBreaker(@Nullable String state, @Nullable String since, @Nullable String probeAt,
			long notPermittedCalls, @Nullable Numbers window, @Nullable ReportedTransition lastTransition) {

	}

	record Numbers(int calls, @Nullable Float failureRate, @Nullable Float slowCallRate) {

	}

	record ReportedTransition(@Nullable String from, @Nullable String to, @Nullable String at, @Nullable String reason,
			@Nullable Numbers numbers) {

	}

	record ReportedInstances(@Nullable ReportedList list, int total,
			@Nullable List<@Nullable ReportedInstance> entries) {

	}

	record ReportedList(boolean stale) {

	}

	record ReportedInstance(@Nullable String address, @Nullable String state, @Nullable String reason,
			@Nullable String since) {

	}

	record ReportedControl(@Nullable Boolean enabled, @Nullable ReportedSource source,
			@Nullable List<@Nullable ReportedOverride> overrides) {

	}

	record ReportedSource(@Nullable String state, @Nullable String reason) {

	}

	record ReportedOverride(@Nullable String id, @Nullable String state, @Nullable String reason, @Nullable String by,
			@Nullable String digest) {

	}

}
