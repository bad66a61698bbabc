package io.github.resiliencestarter.diagnostics;

import java.time.Duration;
import java.util.Optional;
import java.util.List;
import java.util.Set;

import io.github.resiliencestarter.targets.TargetSettings;

/**
 * Check that the attempts of a client's retry fit into the time of the call. The guard
 * does not wait for what cannot fit: such a retry is never made.
 */
final class RetryTimeCheck implements Check {

	private final Set<String> targets;

	private final ClientTimes times;

	private final Resilience4jSettings settings;

	RetryTimeCheck(Set<String> targets, ClientTimes times, Resilience4jSettings settings) {
		this.targets = targets;
		this.times = times;
		this.settings = settings;
	}

	@Override
	public List<Finding> find() {
		return this.targets.stream().flatMap((target) -> find(target).stream()).toList();
	}

	private Optional<Finding> find(String target) {
		Duration timeout = this.times.timeout(target);
		return this.settings.waits(target).flatMap((waits) -> {
			if (waits.least().compareTo(timeout) >= 0) {
				return Optional.of(finding(target, timeout,
						"Its %d attempts wait at least %s in all".formatted(waits.attempts(), text(waits.least()))));
			}
			if (waits.meanOfFirst().compareTo(timeout) >= 0) {
				return Optional.of(finding(target, timeout,
						"It waits %s before the second attempt on average".formatted(text(waits.meanOfFirst()))));
			}
			return Optional.empty();
		});
	}

	private static Finding finding(String target, Duration timeout, String what) {
		return new Finding(Rule.RETRY_BEYOND_TIMEOUT, "resilience4j.retry.instances." + target,
				what + ", but a call to '" + target + "' may take no longer than " + text(timeout)
						+ " with all of them.",
				"Lower its wait-duration or max-attempts, or raise " + TargetSettings.key("resilience.client", target)
						+ ".timeout");
	}

	private static String text(Duration duration) {
		return (duration.toMillis() % 1000 == 0) ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
	}

}
