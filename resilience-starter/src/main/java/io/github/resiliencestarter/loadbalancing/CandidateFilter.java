package io.github.resiliencestarter.loadbalancing;

import java.util.List;

/**
 * Rule about which instances get calls, and in what proportion. Applied under the lock of
 * the target whenever the instances or their health have changed.
 */
interface CandidateFilter {

	/**
	 * Applies the rule.
	 * @param candidates the instances that the rules before have left
	 * @param now the reading of the monotonic clock
	 * @return those that this rule leaves
	 */
	List<Candidate> apply(List<Candidate> candidates, long now);

	/**
	 * Returns whether the result of this rule is independent of time.
	 * @return whether it only has to be applied again after a change
	 */
	default boolean isSettled() {
		return true;
	}

}
