package io.github.resiliencestarter.control;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Effect that an override would have on this instance.
 *
 * @param valid whether it is valid
 * @param problems what is wrong, and what to write instead
 * @param selected whether it selects this instance
 * @param reason why it does not
 * @param changes what it would change
 * @param rejectedCallsOfLastMinute the calls of the last minute that it would have
 * rejected
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DryRunView(boolean valid, List<String> problems, boolean selected, @Nullable String reason,
		List<ChangeView> changes, long rejectedCallsOfLastMinute) {

	/**
	 * Change.
	 *
	 * @param target the name of the circuit breaker; {@code null} if it is a setting
	 * @param what the key, or {@code circuit breaker}
	 * @param before the value or state before; {@code null} if it is not set
	 * @param after the value or state after
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record ChangeView(@Nullable String target, String what, @Nullable String before, String after) {

	}

}
