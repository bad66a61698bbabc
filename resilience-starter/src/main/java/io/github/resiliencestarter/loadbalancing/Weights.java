package io.github.resiliencestarter.loadbalancing;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Weights from the metadata of instances, for canaries and for instances of different
 * sizes: 0 drains an instance.
 */
class Weights {

	static final String KEY = "weight";

	private static final Log logger = LogFactory.getLog(Weights.class);

	private final Map<Address, String> nonsense = new ConcurrentHashMap<>();

	/**
	 * Returns the instances as candidates, without drained ones unless all are drained.
	 */
	List<Candidate> of(List<Instance> instances) {
		List<Candidate> candidates = instances.stream()
			.map((instance) -> new Candidate(instance, weight(instance)))
			.filter((candidate) -> candidate.weight() > 0)
			.toList();
		return !candidates.isEmpty() ? candidates
				: instances.stream().map((instance) -> new Candidate(instance, 1)).toList();
	}

	private double weight(Instance instance) {
		String text = metadata(instance.service(), KEY);
		if (text == null) {
			return 1;
		}
		try {
			double weight = Double.parseDouble(text.strip());
			if (weight >= 0 && weight <= 1_000_000) {
				return weight;
			}
		}
		catch (NumberFormatException ex) {
			// Below
		}
		if (!Objects.equals(this.nonsense.put(instance.address(), text), text)) {
			logger.warn("Weight '" + text + "' in the metadata of " + instance
					+ " is not a number from 0 to 1000000; using 1");
		}
		return 1;
	}

	static @Nullable String metadata(ServiceInstance service, String key) {
		Map<String, String> metadata = service.getMetadata();
		return (metadata != null) ? metadata.get(key) : null;
	}

}
