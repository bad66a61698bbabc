package io.github.resiliencestarter.endpoint;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.util.MimeType;

/**
 * {@link WebEndpoint @WebEndpoint} for the targets of this instance. Unlike the endpoints
 * of Resilience4j, it creates nothing: an unknown name is not found.
 */
@WebEndpoint(id = "resilience")
@RegisterReflectionForBinding({ TargetsView.class, TargetView.class, Problem.class })
final class ResilienceEndpoint {

	/**
	 * Targets in a response unless the request sets {@code limit}.
	 */
	static final int DEFAULT_TARGETS = 100;

	/**
	 * Maximum number of targets in a response.
	 */
	static final int MAX_TARGETS = 200;

	/**
	 * Instances of each target in a response with many targets.
	 */
	static final int INSTANCES_OF_EACH = 20;

	/**
	 * Instances in a response with one target.
	 */
	static final int INSTANCES_OF_ONE = 500;

	private static final MimeType PROBLEM = MimeType.valueOf("application/problem+json");

	private final TargetViews targets;

	private final BreakGlass breakGlass;

	private final EndpointProperties properties;

	private final ChangeRules rules;

	private final InstantSource clock;

	ResilienceEndpoint(TargetViews targets, BreakGlass breakGlass, EndpointProperties properties, InstantSource clock) {
		this.targets = targets;
		this.breakGlass = breakGlass;
		this.properties = properties;
		this.rules = new ChangeRules(properties.write());
		this.clock = clock;
	}

	/**
	 * Returns targets by name.
	 * @param security the caller
	 * @param offset the number of targets before the first one
	 * @param limit the maximum number of targets
	 * @param summary whether to leave out settings, limits and instances that are not
	 * ejected
	 * @return the targets
	 */
	@ReadOperation
	WebEndpointResponse<Object> targets(SecurityContext security, @Nullable Integer offset, @Nullable Integer limit,
			@Nullable Boolean summary) {
		int first = (offset != null) ? offset : 0;
		int max = (limit != null) ? limit : DEFAULT_TARGETS;
		if (first < 0 || max < 1 || max > MAX_TARGETS) {
			return problem(400, "Invalid page",
					"Write an offset of at least 0 and a limit from 1 to %d.".formatted(MAX_TARGETS));
		}
		boolean show = isShown(security);
		boolean brief = Boolean.TRUE.equals(summary);
		List<String> names = List.copyOf(this.targets.names());
		List<TargetView> page = names.stream()
			.skip(first)
			.limit(max)
			.map((name) -> brief ? this.targets.summarize(name, INSTANCES_OF_EACH, this.breakGlass.of(name))
					: this.targets.find(name, INSTANCES_OF_EACH, this.breakGlass.of(name), show))
			.flatMap(Optional::stream)
			.toList();
		return new WebEndpointResponse<>(
				new TargetsView(this.clock.instant(), TargetsView.Write.of(this.properties.write().enabled()),
						this.breakGlass.count(), names.size(), first, names.size() - page.size(), page));
	}

	/**
	 * Returns one target.
	 * @param security the caller
	 * @param path the name of the target, which may contain slashes
	 * @return the target
	 */
	@ReadOperation
	WebEndpointResponse<Object> target(SecurityContext security, @Selector(match = Match.ALL_REMAINING) String[] path) {
		return target(security, name(path, path.length));
	}

	private static String name(String[] path, int length) {
		return String.join("/", List.of(path).subList(0, length));
	}

	private WebEndpointResponse<Object> target(SecurityContext security, String target) {
		return this.targets.find(target, INSTANCES_OF_ONE, this.breakGlass.of(target), isShown(security))
			.map((found) -> new WebEndpointResponse<Object>(found))
			.orElseGet(ResilienceEndpoint::unknownTarget);
	}

	/**
	 * Changes a circuit breaker, or an instance.
	 * @param security the caller
	 * @param path the name of the target, and the address of the instance if it is one
	 * @param action the change
	 * @param reason why
	 * @param expiry how long it lasts
	 * @return the target after the change
	 */
	@WriteOperation
	WebEndpointResponse<Object> change(SecurityContext security, @Selector(match = Match.ALL_REMAINING) String[] path,
			@Nullable String action, @Nullable String reason, @Nullable String expiry) {
		try {
			this.rules.checkEnabled();
			Thing thing = thing(path);
			if (!this.targets.isKnown(thing.target())) {
				return unknownTarget();
			}
			Action known = this.rules.action(action, thing.instance() != null);
			this.breakGlass.apply(new Change(thing, known, ChangeRules.nameOf(security.getPrincipal()),
					this.rules.reason(reason), this.rules.expiry(expiry, known)));
			return target(security, thing.target());
		}
		catch (ProblemException ex) {
			return new WebEndpointResponse<>(ex.problem(), ex.problem().status(), PROBLEM);
		}
	}

	// The last element is an instance, unless the name of the target has a slash
	private Thing thing(String[] path) {
		String name = name(path, path.length);
		return (path.length < 2 || this.targets.isKnown(name)) ? new Thing(name, null)
				: new Thing(name(path, path.length - 1), path[path.length - 1]);
	}

	private boolean isShown(SecurityContext security) {
		return this.properties.showValues().isShown(security, this.properties.roles());
	}

	private static WebEndpointResponse<Object> unknownTarget() {
		return problem(404, "Unknown target", "This instance has not called a target of this name, and has no "
				+ "circuit breaker of this name. GET /actuator/resilience lists all names.");
	}

	private static WebEndpointResponse<Object> problem(int status, String title, String detail) {
		return new WebEndpointResponse<>(new Problem(title, status, detail), status, PROBLEM);
	}

}
