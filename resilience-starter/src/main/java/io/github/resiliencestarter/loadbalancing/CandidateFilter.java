package io.github.resiliencestarter.loadbalancing;

import java.util.List;

/**
 * One rule about which instances get calls, and in what proportion. Asked, under the lock
 * of the target, whenever the instances or their health have changed.
 */
interface CandidateFilter {

	/**
	 * Apply the rule.
	 * @param candidates the instances that the rules before have left
	 * @param now the reading of the monotonic clock
	 * @return those that this rule leaves
	 */
	List<Candidate> apply(List<Candidate> candidates, long now);

	/**
	 * Return whether the rule would say the same as time goes by.
	 * @return whether it need not be asked again before something changes
	 */
	default boolean isSettled() {
		return true;
	}

}
