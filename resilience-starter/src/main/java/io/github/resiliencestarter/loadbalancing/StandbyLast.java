package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Rule that sends calls to standby instances only while too few of the others are
 * available, and for a short time afterwards.
 */
class StandbyLast implements CandidateFilter {

	private static final Log logger = LogFactory.getLog(StandbyLast.class);

	private final String target;

	private final StandbySettings settings;

	private boolean inUse;

	private @Nullable Long enoughSince;

	StandbyLast(String target, StandbySettings settings) {
		this.target = target;
		this.settings = settings;
	}

	@Override
	public List<Candidate> apply(List<Candidate> candidates, long now) {
		List<Candidate> active = candidates.stream()
			.filter((candidate) -> !this.settings.matches(candidate.instance().service()))
			.toList();
		if (active.size() == candidates.size()) {
			this.inUse = false;
			return candidates;
		}
		long available = active.stream().filter(Candidate::isAvailable).count();
		String numbers = available + " of " + active.size() + " active ones are available";
		if (available < this.settings.minActive()) {
			use(numbers);
			return candidates;
		}
		return (this.inUse && !isBack(numbers, now)) ? candidates : active;
	}

	private void use(String numbers) {
		if (!this.inUse) {
			logger.warn("Using the standby instances of '" + this.target + "': " + numbers + ", fewer than "
					+ this.settings.minActive());
		}
		this.inUse = true;
		this.enoughSince = null;
	}

	private boolean isBack(String numbers, long now) {
		Long since = this.enoughSince;
		if (since == null) {
			since = now;
			this.enoughSince = now;
		}
		Duration time = Duration.ofNanos(now - since);
		if (time.compareTo(this.settings.hold()) < 0) {
			return false;
		}
		logger.info("Leaving the standby instances of '" + this.target + "': " + numbers + " for " + time.toMillis()
				+ " ms");
		this.inUse = false;
		this.enoughSince = null;
		return true;
	}

	@Override
	public boolean isSettled() {
		return this.enoughSince == null;
	}

}
