package io.github.resiliencestarter.loadbalancing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rule that keeps calls in the caller's zone while enough of its instances are available,
 * and spills over in proportion otherwise, as Envoy's locality weights do.
 */
class SameZoneFirst implements CandidateFilter {

	private static final String KEY = "zone";

	private final String zone;

	private final double threshold;

	SameZoneFirst(String zone, double threshold) {
		this.zone = zone;
		this.threshold = threshold;
	}

	@Override
	public List<Candidate> apply(List<Candidate> candidates, long now) {
		Map<Boolean, List<Candidate>> byZone = candidates.stream().collect(Collectors.partitioningBy(this::isInZone));
		List<Candidate> local = byZone.getOrDefault(true, List.of());
		List<Candidate> remote = byZone.getOrDefault(false, List.of());
		double localWeight = availableWeight(local);
		double remoteWeight = availableWeight(remote);
		if (local.isEmpty() || remoteWeight == 0) {
			return (localWeight > 0) ? local : candidates;
		}
		double share = localShare(local);
		if (share >= 1) {
			return local;
		}
		List<Candidate> both = new ArrayList<>();
		if (share > 0) {
			local.forEach((candidate) -> both.add(candidate.times(share / localWeight)));
		}
		remote.forEach((candidate) -> both.add(candidate.times((1 - share) / remoteWeight)));
		return both;
	}

	private double localShare(List<Candidate> local) {
		double health = (double) local.stream().filter(Candidate::isAvailable).count() / local.size();
		if (this.threshold == 0) {
			return (health > 0) ? 1 : 0;
		}
		return Math.min(1, health / this.threshold);
	}

	private boolean isInZone(Candidate candidate) {
		return this.zone.equalsIgnoreCase(Weights.metadata(candidate.instance().service(), KEY));
	}

	private static double availableWeight(List<Candidate> candidates) {
		return candidates.stream().filter(Candidate::isAvailable).mapToDouble(Candidate::weight).sum();
	}

}
