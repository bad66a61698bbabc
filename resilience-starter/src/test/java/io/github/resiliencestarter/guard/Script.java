package io.github.resiliencestarter.guard;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.github.resiliencestarter.failure.Place;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the attempts of a call do, and what it means.
 */
class Script {

	final List<Step> steps = new ArrayList<>();

	final List<String> discarded = new ArrayList<>();

	boolean repeatable = true;

	boolean open;

	Outcome.NextAttempt next = Outcome.NextAttempt.LATER;

	@Nullable Duration notBefore;

	@Nullable CallEnd callEnd;

	@Nullable RuntimeException deliveryFailure;

	private @Nullable Place place;

	private @Nullable Completion completion;

	Script then(Step step) {
		this.steps.add(step);
		return this;
	}

	Script succeed(String result) {
		return then((attempt) -> result);
	}

	Script fail() {
		return then((attempt) -> {
			throw new IOException("failed " + attempt.number());
		});
	}

	Script failAt(String place, boolean atFault) {
		return then((attempt) -> {
			this.place = new NamedPlace(place, atFault);
			throw new IOException("failed " + attempt.number());
		});
	}

	Script succeedAt(String place, String result) {
		return then((attempt) -> {
			this.place = new NamedPlace(place, false);
			return result;
		});
	}

	Script respondAt(String place, boolean anotherSound, String result) {
		return then((attempt) -> {
			this.place = new NamedPlace(place, true, anotherSound);
			return result;
		});
	}

	@Nullable Place place() {
		return this.place;
	}

	String run(Attempt attempt) throws Exception {
		return this.steps.remove(0).run(attempt);
	}

	void end(@Nullable Throwable error) {
		assertThat(this.completion).isNotNull();
		this.completion.ended(error);
	}

	Outcome outcomeOf(String result) {
		Function<String, Throwable> cause = IOException::new;
		if (result.equals("unjudgeable")) {
			throw new IllegalStateException(result);
		}
		if (result.equals("throttled")) {
			return new Outcome.Throttled(cause.apply(result), this.repeatable, this.notBefore);
		}
		return result.startsWith("bad") ? new Outcome.Failure(cause.apply(result), this.repeatable, this.notBefore)
				: Outcome.SUCCESS;
	}

	Outcome outcomeOf(Throwable error) {
		if (error instanceof IllegalStateException failure && "unjudgeable".equals(error.getMessage())) {
			throw failure;
		}
		return (error instanceof IOException) ? new Outcome.Failure(error, this.repeatable, this.notBefore, this.next)
				: Outcome.UNRELATED;
	}

	String deliver(String result, Completion completion) {
		this.completion = completion;
		if (this.deliveryFailure != null) {
			throw this.deliveryFailure;
		}
		if (!this.open) {
			completion.ended(null);
		}
		return result;
	}

	private record NamedPlace(String name, boolean isAtFault, boolean isAnotherSound) implements Place {

		NamedPlace(String name, boolean isAtFault) {
			this(name, isAtFault, false);
		}

	}

	interface Step {

		String run(Attempt attempt) throws Exception;

	}

}
