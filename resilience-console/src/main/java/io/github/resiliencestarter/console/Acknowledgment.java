package io.github.resiliencestarter.console;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Who has applied an override.
 *
 * @param applied the number of instances that have applied its current version
 * @param of the number of instances that should
 * @param notSelected the number of matching instances outside of its share
 * @param counts the number of instances by state
 * @param others the instances that should have applied it but have not
 */
record Acknowledgment(int applied, int of, int notSelected, Map<State, Integer> counts, List<Other> others) {

	/**
	 * State of an override on an instance.
	 */
	enum State {

		/**
		 * The current version is in force.
		 */
		APPLIED,

		/**
		 * Has not read the current version.
		 */
		STALE,

		/**
		 * Has rejected it.
		 */
		REJECTED,

		/**
		 * A younger override takes precedence.
		 */
		SUPERSEDED,

		/**
		 * It has expired there.
		 */
		EXPIRED,

		/**
		 * Has read it and does not apply it yet.
		 */
		WAITING,

		/**
		 * Outside of its share.
		 */
		NOT_SELECTED,

		/**
		 * Does not read overrides.
		 */
		DISABLED,

		/**
		 * Does not respond.
		 */
		UNREACHABLE

	}

	/**
	 * Instance that has not applied it.
	 *
	 * @param instance the instance
	 * @param state its state
	 * @param reason why
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Other(String instance, State state, @Nullable String reason) {

	}

}
