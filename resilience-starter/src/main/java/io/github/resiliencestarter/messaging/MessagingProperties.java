package io.github.resiliencestarter.messaging;

import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Listeners of messages.
 *
 * @param enabled Whether listener containers pause while a circuit breaker is open.
 * @param listeners Settings of single listeners, by the ID of the listener container.
 */
@ConfigurationProperties(MessagingProperties.PREFIX)
record MessagingProperties(@DefaultValue("true") boolean enabled,
		@DefaultValue Map<String, MessagingListenerProperties> listeners) {

	static final String PREFIX = "resilience.messaging";

	MessagingProperties {
		listeners = Map.copyOf(listeners);
		listeners.forEach((id, listener) -> listener.check(key(id)));
	}

	static String key(String id) {
		return PREFIX + ".listeners" + (id.matches("[a-zA-Z0-9-]+") ? "." + id : "[" + id + "]");
	}

}
