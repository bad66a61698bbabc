package io.github.resiliencestarter.control;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.resiliencestarter.discovery.DiscoveryTime;
import org.jspecify.annotations.Nullable;

/**
 * Override with the time that it has left. Used by one thread at a time.
 */
final class TrackedOverride {

	static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

	static final String ID_PROBLEM = "id: write 1 to 63 lower-case letters, digits and dashes after the prefix, "
			+ "not beginning with a dash";

	private static final Duration WARNING = Duration.ofSeconds(60);

	private final OverrideKey key;

	private final DocumentReader.Read read;

	private final Lifetime lifetime;

	private @Nullable TrackedOverride previous;

	private boolean ended;

	private boolean warned;

	TrackedOverride(OverrideKey key, Instant seen, DiscoveryTime time) {
		this.key = key;
		this.read = DocumentReader.read(key.document());
		Instant expiry = (this.read.document() != null) ? this.read.document().expiry() : null;
		this.lifetime = Lifetime.of((expiry != null) ? expiry : seen, seen, time);
	}

	/**
	 * Sets the version that stays in force while this one is rejected.
	 */
	TrackedOverride replacing(@Nullable TrackedOverride previous) {
		this.previous = previous;
		if (previous != null) {
			previous.previous = null;
		}
		return this;
	}

	/**
	 * Returns the version that stays in force while this one is rejected.
	 */
	@Nullable TrackedOverride previous() {
		return this.previous;
	}

	/**
	 * Returns this version, and the previous one if there is one.
	 */
	Stream<TrackedOverride> versions() {
		return Stream.of(Optional.of(this), Optional.ofNullable(this.previous)).flatMap(Optional::stream);
	}

	/**
	 * Returns the latest version that is valid and has not ended.
	 */
	Optional<TrackedOverride> latestValid() {
		return versions().filter((version) -> version.problem() == null).findFirst().filter((it) -> !it.hasEnded());
	}

	OverrideKey key() {
		return this.key;
	}

	@Nullable OverrideDocument document() {
		return this.read.document();
	}

	Instant seen() {
		return this.lifetime.seen();
	}

	/**
	 * Returns what is wrong.
	 * @return all problems, or {@code null} if it is valid
	 */
	@Nullable String problem() {
		return problem(this.key.id(), this.read, this.lifetime);
	}

	static @Nullable String problem(String id, DocumentReader.Read read, Lifetime lifetime) {
		if (!ID.matcher(id).matches()) {
			return ID_PROBLEM;
		}
		if (!read.isValid()) {
			return String.join("; ", read.problems());
		}
		return lifetime.isTooLong() ? "expiry: write an instant within the next 7 days" : null;
	}

	/**
	 * Returns the time that is left; zero once it has ended.
	 */
	Duration left(DiscoveryTime time) {
		Duration left = this.ended ? Duration.ZERO : this.lifetime.left(time);
		this.ended |= left.isNegative() || left.isZero();
		return this.ended ? Duration.ZERO : left;
	}

	boolean hasEnded() {
		return this.ended;
	}

	/**
	 * Returns whether it is to be announced now that it ends soon.
	 */
	boolean isToBeAnnounced(Duration left) {
		boolean announced = !this.warned && isEndingSoon(left);
		this.warned |= announced;
		return announced;
	}

	boolean isEndingSoon(Duration left) {
		return !left.isZero() && left.compareTo(WARNING) <= 0;
	}

	OverrideStatus status(OverrideState state, @Nullable String reason) {
		return new OverrideStatus(this.key, document(), state, reason, null, List.of());
	}

}
