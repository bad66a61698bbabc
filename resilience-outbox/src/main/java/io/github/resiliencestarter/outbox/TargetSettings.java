package io.github.resiliencestarter.outbox;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the messages for one target.
 *
 * @param mode The mode of messages that have none.
 * @param deadline The deadline of messages that have none.
 * @param concurrency The number of messages that one node sends at a time.
 * @param maxClientErrors The number of responses after which a message becomes a dead
 * letter.
 * @param bounds The bounds of the waiting messages.
 * @param baseUrl The base URL of HTTP destinations.
 */
record TargetSettings(Mode mode, Duration deadline, int concurrency, int maxClientErrors, Bounds bounds,
		@Nullable String baseUrl) {

	static final TargetSettings DEFAULT = new TargetSettings(Mode.DIRECT_FIRST, Duration.ofDays(1), 8, 3, new Bounds(
			100_000, DataSize.ofMegabytes(256), Duration.ofDays(1), DataSize.ofKilobytes(256), Overflow.REJECT), null);

	TargetSettings {
		Assert.isTrue(concurrency > 0, "The concurrency of an outbox target must be positive");
		Assert.isTrue(maxClientErrors > 0, "max-client-errors of an outbox target must be positive");
		Assert.isTrue(deadline.compareTo(Duration.ZERO) > 0, "The deadline of an outbox target must be positive");
	}

	/**
	 * Bounds of the waiting messages of a target.
	 *
	 * @param messages The number of messages.
	 * @param size The size of all payloads.
	 * @param age The age of the oldest message.
	 * @param payload The size of one payload.
	 * @param overflow The reaction to a message beyond the bounds.
	 */
	record Bounds(long messages, DataSize size, Duration age, DataSize payload, Overflow overflow) {

	}

	/**
	 * Settings as configured; what is missing is inherited.
	 *
	 * @param mode Mode of messages that do not have one of their own.
	 * @param deadline Time after which a message is no longer sent.
	 * @param concurrency Number of messages that one node sends at a time, at most 16.
	 * @param maxClientErrors Number of responses with a status 4xx, other than 408 and
	 * 429, after which a message becomes a dead letter.
	 * @param baseUrl Base URL of HTTP destinations; by default, the target is found
	 * through discovery.
	 * @param bounds Bounds of the waiting messages.
	 */
	record Overrides(@Nullable Mode mode, @Nullable Duration deadline, @Nullable Integer concurrency,
			@Nullable Integer maxClientErrors, @Nullable String baseUrl,
			@NestedConfigurationProperty @Nullable BoundsOverrides bounds) {

		TargetSettings over(TargetSettings inherited) {
			return new TargetSettings(or(this.mode, inherited.mode), or(this.deadline, inherited.deadline),
					or(this.concurrency, inherited.concurrency), or(this.maxClientErrors, inherited.maxClientErrors),
					(this.bounds != null) ? this.bounds.over(inherited.bounds) : inherited.bounds,
					(this.baseUrl != null) ? this.baseUrl : inherited.baseUrl);
		}

	}

	/**
	 * Bounds as configured; what is missing is inherited.
	 *
	 * @param messages Maximum number of waiting messages.
	 * @param size Maximum size of the payloads of all waiting messages.
	 * @param age Maximum age of the oldest waiting message.
	 * @param payload Maximum size of the payload of one message.
	 * @param overflow Reaction to a message beyond the bounds.
	 */
	record BoundsOverrides(@Nullable Long messages, @Nullable DataSize size, @Nullable Duration age,
			@Nullable DataSize payload, @Nullable Overflow overflow) {

		Bounds over(Bounds inherited) {
			return new Bounds(or(this.messages, inherited.messages), or(this.size, inherited.size),
					or(this.age, inherited.age), or(this.payload, inherited.payload),
					or(this.overflow, inherited.overflow));
		}

	}

	private static <T> T or(@Nullable T own, T inherited) {
		return (own != null) ? own : inherited;
	}

}
