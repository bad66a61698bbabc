package io.github.resiliencestarter.loadbalancing;

import java.util.List;

/**
 * Rule about which instances get calls, and in what proportion. Applied under the lock of
 * the target whenever the instances or their health have changed.
 */
interface CandidateFilter {

	/**
	 * Applies the rule.
	 * @param candidates the remaining instances after the previous rules
	 * @param now the reading of the monotonic clock
	 * @return the remaining instances after this rule
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
