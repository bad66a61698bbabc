package io.github.resiliencestarter.http;

import java.time.Duration;
import java.util.Map;
import java.util.function.BiConsumer;

import io.github.resiliencestarter.deadline.DeadlineProperties;
import io.github.resiliencestarter.deadline.DeadlineRecipients;
import io.github.resiliencestarter.deadline.ResponseReserve;

/**
 * Header that tells a target how long the caller waits for the response.
 */
class DeadlineHeader {

	private static final String ATTRIBUTE = DeadlineHeader.class.getName();

	private final String name;

	private final DeadlineRecipients recipients;

	DeadlineHeader(DeadlineProperties properties) {
		this.name = properties.header();
		this.recipients = properties.enabled() ? properties.sendTo() : DeadlineRecipients.NONE;
	}

	/**
	 * Add the header to the request of an attempt, or lets the load balancer add it.
	 * @param limit the timeout of the attempt
	 * @param headers the setter of a header
	 * @param attributes the setter of an attribute
	 */
	void addTo(Duration limit, BiConsumer<String, String> headers, BiConsumer<String, Object> attributes) {
		String millis = Long.toString(Math.max(1, ResponseReserve.subtractFrom(limit).toMillis()));
		if (this.recipients == DeadlineRecipients.ALL) {
			headers.accept(this.name, millis);
		}
		else if (this.recipients == DeadlineRecipients.DISCOVERED) {
			attributes.accept(ATTRIBUTE, millis);
		}
	}

	/**
	 * Add the header to a request for which a load balancer has chosen an instance.
	 * @param attributes the attributes of the request
	 * @param headers the setter of a header
	 */
	void addToDiscovered(Map<String, Object> attributes, BiConsumer<String, String> headers) {
		if (attributes.get(ATTRIBUTE) instanceof String millis) {
			headers.accept(this.name, millis);
		}
	}

}
