package io.github.resiliencestarter.loadbalancing;

import java.util.List;

/**
 * Rule that ejected instances get no calls, unless all are ejected: a bad instance is
 * better than none.
 */
class WithoutEjected implements CandidateFilter {

	@Override
	public List<Candidate> apply(List<Candidate> candidates, long now) {
		List<Candidate> available = candidates.stream().filter(Candidate::isAvailable).toList();
		return available.isEmpty() ? candidates : available;
	}

}
