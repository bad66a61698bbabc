package io.github.resiliencestarter.console;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Result of the last read of an instance.
 *
 * @param member the instance
 * @param health whether it was read
 * @param problem why it was not; {@code null} if it was
 * @param since when this began
 * @param failures the number of reads that have failed in a row
 * @param targets its targets as last read
 * @param omitted the number of targets that are left out
 * @param control its overrides; {@code null} if it has no such endpoint
 */
record Reading(Member member, Health health, @Nullable String problem, Instant since, int failures,
		List<TargetState> targets, int omitted, @Nullable ControlState control) {

	/**
	 * Whether an instance can be read.
	 */
	enum Health {

		/**
		 * Not read yet.
		 */
		NEW,

		/**
		 * Read.
		 */
		READ,

		/**
		 * Has no such endpoint.
		 */
		NO_ENDPOINT,

		/**
		 * Does not respond, or not with what can be read.
		 */
		UNREACHABLE

	}

	static Reading none(Member member, Instant now) {
		return new Reading(member, Health.NEW, null, now, 0, List.of(), 0, null);
	}

	boolean isRead() {
		return this.health == Health.READ;
	}

	/**
	 * Whether its next read may take the whole timeout.
	 */
	boolean isFailing() {
		return this.failures > 0;
	}

	Reading read(ReportReader.Targets read, @Nullable ControlState control, Instant now) {
		return new Reading(this.member, Health.READ, null, isRead() ? this.since : now, 0, read.targets(),
				read.omitted(), control);
	}

	/**
	 * One failure is not shown yet: the instance may be restarting, or this machine busy.
	 */
	Reading failed(ReadFailure failure, Instant now) {
		if (isRead() && this.failures == 0 && failure.status() == ReadFailure.NO_STATUS) {
			return new Reading(this.member, this.health, null, this.since, 1, this.targets, this.omitted, this.control);
		}
		Health failed = switch (failure.status()) {
			case 404 -> Health.NO_ENDPOINT;
			default -> Health.UNREACHABLE;
		};
		return new Reading(this.member, failed, failure.reason(), (this.health == failed) ? this.since : now,
				this.failures + 1, List.of(), 0, null);
	}

	Reading with(Member member) {
		return member.equals(this.member) ? this : new Reading(member, this.health, this.problem, this.since,
				this.failures, this.targets, this.omitted, this.control);
	}

}
