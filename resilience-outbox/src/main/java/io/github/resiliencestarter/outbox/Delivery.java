package io.github.resiliencestarter.outbox;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Message that is being delivered.
 *
 * @param id the identifier and idempotency key
 * @param target the target
 * @param destination where to send it
 * @param orderingKey the ordering key, or {@code null}
 * @param headers the headers
 * @param payload the payload
 * @param timeLeft the time until its deadline
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared
public record Delivery(String id, String target, String destination, @Nullable String orderingKey,
		Map<String, String> headers, byte[] payload, Duration timeLeft) {

}
