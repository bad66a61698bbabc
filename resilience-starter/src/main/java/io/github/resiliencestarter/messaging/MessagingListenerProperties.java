package io.github.resiliencestarter.messaging;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

/**
 * Settings of one listener.
 *
 * @param pauseWhileOpen Targets whose circuit breakers pause the listener while they are
 * open.
 * @param deadline Time that the listener has for one message, or for one batch. By
 * default, there is no limit.
 */
record MessagingListenerProperties(@DefaultValue List<String> pauseWhileOpen, @Nullable Duration deadline) {

	MessagingListenerProperties {
		pauseWhileOpen = pauseWhileOpen.stream().distinct().toList();
	}

	void check(String key) {
		if (!this.pauseWhileOpen.stream().allMatch(StringUtils::hasText)) {
			throw new InvalidConfigurationPropertyValueException(key + ".pause-while-open", this.pauseWhileOpen,
					"must be the name of a target, or a list of names");
		}
		if (this.deadline != null && (this.deadline.isNegative() || this.deadline.isZero())) {
			throw new InvalidConfigurationPropertyValueException(key + ".deadline", this.deadline,
					"must be longer than zero");
		}
	}

}
