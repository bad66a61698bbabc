package io.github.resiliencestarter.console;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One application's dependency on one target, over all instances of the application.
 *
 * @param caller the application
 * @param target the target
 * @param severity how bad it is
 * @param counts its instances by state
 * @param since when the oldest trouble began
 * @param reason why, in words
 * @param overrides the overrides in force
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DependencyRow(String caller, String target, int severity, Counts counts, @Nullable Instant since,
		@Nullable String reason, List<String> overrides) {

	/**
	 * Worst first.
	 */
	static final Comparator<DependencyRow> WORST_FIRST = Comparator.comparingInt(DependencyRow::severity)
		.reversed()
		.thenComparing(Comparator.comparingInt((DependencyRow row) -> row.counts().open()).reversed())
		.thenComparing(Comparator.comparingInt((DependencyRow row) -> row.counts().ejected()).reversed())
		.thenComparing(DependencyRow::caller)
		.thenComparing(DependencyRow::target);

	String key() {
		return this.caller + "\n" + this.target;
	}

	/**
	 * Whether the row contains all words.
	 */
	boolean contains(List<String> words) {
		String text = (this.caller + " " + this.target + " " + String.join(" ", this.overrides))
			.toLowerCase(java.util.Locale.ROOT);
		return words.stream().allMatch(text::contains);
	}

	/**
	 * Instances of the application by state of the circuit breaker.
	 *
	 * @param instances the instances that know the target
	 * @param open those that are open, or forced open
	 * @param forced those that are forced open
	 * @param halfOpen those that are half-open
	 * @param off those that are disabled or measure only
	 * @param deviating those that an operator has changed individually
	 * @param ejected the distinct instances of the target that are ejected by any of them
	 * @param stale those with an old instance list
	 */
	record Counts(int instances, int open, int forced, int halfOpen, int off, int deviating, int ejected, int stale) {

	}

}
