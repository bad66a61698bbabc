package io.github.resiliencestarter.console;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a page shows of one dependency. Addresses come from discovery only: a browser
 * names an instance that is known, and a target that this instance has.
 */
final class Details {

	private static final int MAX_INSTANCES = 500;

	private final FleetView view;

	private final ActuatorClient client;

	private final ReportReader reports;

	private final LinkTemplates links;

	Details(FleetView view, ActuatorClient client, ReportReader reports, LinkTemplates links) {
		this.view = view;
		this.client = client;
		this.reports = reports;
		this.links = links;
	}

	/**
	 * Returns a dependency by instance of the caller, worst first.
	 */
	Dependency dependency(String caller, String target) {
		List<Instance> all = this.view.readings()
			.stream()
			.filter((reading) -> reading.member().application().equals(caller))
			.map((reading) -> instance(reading, target))
			.filter((instance) -> instance.state() != null || instance.health() == Reading.Health.UNREACHABLE)
			.sorted(Comparator.comparingInt(Details::rank).thenComparing(Instance::instance))
			.toList();
		List<Instance> shown = all.subList(0, Math.min(MAX_INSTANCES, all.size()));
		return new Dependency(caller, target, shown, all.size() - shown.size(),
				all.isEmpty() ? Map.of() : this.links.of(caller, target));
	}

	private static int rank(Instance instance) {
		TargetState state = instance.state();
		if (state == null) {
			return 3;
		}
		return switch (state.state()) {
			case OPEN -> 0;
			case FORCED_OPEN -> 1;
			case HALF_OPEN -> 2;
			default -> state.ejections().isEmpty() ? 5 : 4;
		};
	}

	private static Instance instance(Reading reading, String target) {
		return new Instance(reading.member().key(), reading.member().instance(), reading.health(), reading.problem(),
				reading.since(), state(reading, target));
	}

	private static @Nullable TargetState state(Reading reading, String target) {
		return reading.targets().stream().filter((state) -> state.target().equals(target)).findFirst().orElse(null);
	}

	/**
	 * Reads the settings of a target from an instance now.
	 */
	CompletableFuture<JsonNode> instance(String key, String target) {
		return this.view.readings()
			.stream()
			.filter((reading) -> reading.member().key().equals(key) && state(reading, target) != null)
			.findFirst()
			.map((reading) -> this.client.get(uri(reading.member(), target)).thenApply(this.reports::tree))
			.orElseGet(() -> CompletableFuture
				.failedFuture(new ReadFailure("This instance is not known, or has no such target.")));
	}

	private static URI uri(Member member, String target) {
		return member.resource("/resilience/" + URLEncoder.encode(target, StandardCharsets.UTF_8).replace("+", "%20"));
	}

	/**
	 * Dependency by instance.
	 *
	 * @param caller the application
	 * @param target the target
	 * @param instances the instances of the application
	 * @param omitted the number of instances that are left out
	 * @param links links to other tools, by name
	 */
	record Dependency(String caller, String target, List<Instance> instances, int omitted, Map<String, String> links) {

	}

	/**
	 * Instance of the caller.
	 *
	 * @param key its key
	 * @param instance its instance ID
	 * @param health whether it was read
	 * @param problem why it was not
	 * @param healthSince when that began
	 * @param state what it knows of the target
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Instance(String key, String instance, Reading.Health health, @Nullable String problem, Instant healthSince,
			@Nullable TargetState state) {

	}

}
