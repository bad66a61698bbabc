package io.github.resiliencestarter.console;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * Reader of the two endpoints of an instance.
 */
final class ActuatorReader implements Fleet.MemberReader {

	private static final String TARGETS = "/resilience?limit=200&summary=true";

	private static final String OVERRIDES = "/resilienceoverrides";

	private final ActuatorClient client;

	private final ReportReader reports;

	private final Executor fleet;

	private final InstantSource clock;

	ActuatorReader(ActuatorClient client, ReportReader reports, Executor fleet, InstantSource clock) {
		this.client = client;
		this.reports = reports;
		this.fleet = fleet;
		this.clock = clock;
	}

	@Override
	public CompletableFuture<Reading> read(Reading before) {
		Member member = before.member();
		if (member.actuator() == null) {
			ReadFailure failure = new ReadFailure(String.valueOf(member.problem()));
			return CompletableFuture.completedFuture(before)
				.thenApplyAsync((reading) -> reading.failed(failure, this.clock.instant()), this.fleet);
		}
		CompletableFuture<ReportReader.Targets> targets = this.client.get(member.resource(TARGETS))
			.thenApply(this.reports::targets);
		return targets.thenCompose((read) -> control(member).thenApply((control) -> new Both(read, control)))
			.handleAsync((both, failure) -> {
				Instant now = this.clock.instant();
				return (both != null) ? before.read(both.targets(), both.control(), now)
						: before.failed(ReadFailure.of(failure), now);
			}, this.fleet);
	}

	private CompletableFuture<@Nullable ControlState> control(Member member) {
		return this.client.get(member.resource(OVERRIDES))
			.thenApply(this.reports::control)
			.handle((control, failure) -> {
				if (control != null) {
					return control;
				}
				ReadFailure reason = ReadFailure.of(failure);
				return (reason.status() == 404) ? null
						: new ControlState(true, "UNREACHABLE", reason.reason(), Map.of());
			});
	}

	private record Both(ReportReader.Targets targets, @Nullable ControlState control) {

	}

}
