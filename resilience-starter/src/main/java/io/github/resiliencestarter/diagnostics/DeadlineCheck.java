package io.github.resiliencestarter.diagnostics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/**
 * Check that no timeout exceeds the longest deadline of a request.
 */
final class DeadlineCheck implements Check {

	private static final Set<String> PROPERTIES = Set.of("timeout", "attempt-timeout");

	private final List<ConfigurationKey> keys;

	private final ClientTimes times;

	DeadlineCheck(List<ConfigurationKey> keys, ClientTimes times) {
		this.keys = keys;
		this.times = times;
	}

	@Override
	public List<Finding> find() {
		List<Finding> findings = new ArrayList<>();
		Duration max = this.times.maxDeadline();
		for (ConfigurationKey key : this.keys) {
			List<String> elements = key.elements();
			boolean time = elements.get(1).equals("client")
					&& PROPERTIES.contains(DataObjectPropertyName.toDashedForm(elements.get(elements.size() - 1)));
			if (time && this.times.duration(key.name().toString(), Duration.ZERO).compareTo(max) > 0) {
				findings.add(new Finding(Rule.TIMEOUT_BEYOND_DEADLINE, key.where(),
						"It is longer than the deadline of any request: resilience.deadline.max-timeout is %d s."
							.formatted(max.toSeconds()),
						"Shorten it, or raise resilience.deadline.max-timeout; if only calls outside of requests need it, disable the rule"));
			}
		}
		return findings;
	}

}
