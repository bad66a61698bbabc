package io.github.resiliencestarter.guard;

import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Parts of a guard that all its calls share.
 *
 * @param target the target
 * @param settings the settings
 * @param listener the listeners
 * @param nanoClock the monotonic clock
 * @param spare the bounds of additional requests
 * @param limit the adaptive limit, or {@code null} if it is disabled
 * @param hedgeTiming when requests are hedged, or {@code null} if that is disabled
 * @param userRules the user's rules for exceptions and results
 */
record GuardParts(String target, GuardSettings settings, GuardListeners listener, LongSupplier nanoClock, Spare spare,
		@Nullable ConcurrencyLimit limit, @Nullable HedgeTiming hedgeTiming, UserRules userRules) {

	static GuardParts of(String target, GuardSettings settings, GuardListeners listener, LongSupplier nanoClock) {
		RetryBudget budget = new RetryBudget(settings.retryBudget(), nanoClock.getAsLong());
		ConcurrencyLimit limit = settings.adaptiveLimit()
				? new ConcurrencyLimit(target, settings.attemptTimeout().toNanos()) : null;
		return new GuardParts(target, settings, listener, nanoClock, new Spare(budget, new RetryRoom()), limit,
				HedgeTiming.of(settings.hedge()), new UserRules(target));
	}

	/**
	 * Returns these parts with other settings. Budget, limit and retries in flight are
	 * kept.
	 */
	GuardParts with(GuardSettings settings) {
		RetryBudget budget = settings.retryBudget().equals(this.settings.retryBudget()) ? budget()
				: budget().with(settings.retryBudget(), now());
		return new GuardParts(this.target, settings, this.listener, this.nanoClock, new Spare(budget, retryRoom()),
				limitWith(settings), HedgeTiming.of(settings.hedge(), this.hedgeTiming), this.userRules);
	}

	private @Nullable ConcurrencyLimit limitWith(GuardSettings settings) {
		if (!settings.adaptiveLimit()) {
			return null;
		}
		long timeout = settings.attemptTimeout().toNanos();
		if (this.limit == null) {
			return new ConcurrencyLimit(this.target, timeout);
		}
		this.limit.changeTimeout(timeout);
		return this.limit;
	}

	RetryBudget budget() {
		return this.spare.budget();
	}

	RetryRoom retryRoom() {
		return this.spare.retryRoom();
	}

	long now() {
		return this.nanoClock.getAsLong();
	}

	/**
	 * Bounds of the requests that are sent in addition to the first of each call.
	 *
	 * @param budget the retry budget
	 * @param retryRoom the bound of those in flight
	 */
	record Spare(RetryBudget budget, RetryRoom retryRoom) {

	}

}
