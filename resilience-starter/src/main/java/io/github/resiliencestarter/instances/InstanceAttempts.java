package io.github.resiliencestarter.instances;

import io.github.resiliencestarter.failure.AttemptedRequest;
import io.github.resiliencestarter.failure.HttpJudge;
import io.github.resiliencestarter.failure.InstanceFailure;
import io.github.resiliencestarter.failure.Place;
import io.github.resiliencestarter.failure.Verdict;
import io.github.resiliencestarter.failure.Verdict.Blame;
import io.github.resiliencestarter.guard.Outcome;
import io.github.resiliencestarter.guard.Outcome.NextAttempt;
import io.github.resiliencestarter.loadbalancing.SelectedInstance;
import io.github.resiliencestarter.loadbalancing.TriedInstances;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Attempts of one call: selects the instance of each, and judges its exception. Safe for
 * use by one thread after another.
 */
final class InstanceAttempts implements AttemptedRequest {

	private final TriedInstances tried = new TriedInstances();

	private final DiscoveredTarget target;

	private final boolean idempotent;

	InstanceAttempts(DiscoveredTarget target, boolean idempotent) {
		this.target = target;
		this.idempotent = idempotent;
	}

	/**
	 * Selects the instance of the next attempt. The attempt begins there when it is known
	 * that the selection has not taken too long: otherwise nobody would end it.
	 */
	Mono<SelectedInstance> next() {
		return Mono.defer(() -> {
			this.tried.next();
			return this.target.selector().select(this.tried, (instance) -> null);
		});
	}

	/**
	 * Ends an attempt that has failed.
	 */
	static void fail(SelectedInstance instance, Throwable error) {
		instance.end(new InstanceFailure(error));
	}

	/**
	 * Ends an attempt that was given up, which says nothing about the instance.
	 */
	static void giveUp(SelectedInstance instance) {
		instance.end(new InstanceFailure(new InterruptedException("The attempt was given up")));
	}

	Outcome outcomeOf(Throwable error) {
		Verdict verdict = this.target.judge().ofInstance(this, error);
		if (verdict == null) {
			return new Outcome.Success(() -> new Outcome.Failure(error, false, null));
		}
		boolean safe = verdict.isSafeToRepeat(this);
		boolean repeatable = verdict.repeatable() && safe;
		return switch (verdict.blame()) {
			case CALLER -> new Outcome.Success(() -> new Outcome.Failure(error, safe, verdict.retryAfter()));
			case NOBODY -> (verdict.retryAfter() != null) ? new Outcome.Throttled(error, safe, verdict.retryAfter())
					: new Outcome.Unrelated(error, safe);
			case DEPENDENCY -> new Outcome.DependencyFailure(error, repeatable, verdict.retryAfter());
			case TARGET, INSTANCE -> new Outcome.Failure(error, repeatable, verdict.retryAfter(), next(error, verdict));
		};
	}

	// Backoff is for a target that needs time to recover; another instance does not
	private NextAttempt next(Throwable error, Verdict verdict) {
		if (verdict.retryAfter() != null || this.tried.wasNoneAvailable() || !this.tried.hasOther()) {
			return NextAttempt.LATER;
		}
		if (verdict.blame() == Blame.INSTANCE && !verdict.sent()) {
			return NextAttempt.FOR_FREE;
		}
		return HttpJudge.isBrokenConnection(error) ? NextAttempt.AT_ONCE : NextAttempt.LATER;
	}

	@Nullable Place place() {
		return this.tried.visit();
	}

	@Override
	public String target() {
		return this.target.name();
	}

	@Override
	public boolean isBodyRepeatable() {
		return true;
	}

	@Override
	public boolean isIdempotent() {
		return this.idempotent;
	}

}
