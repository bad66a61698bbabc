package io.github.resiliencestarter.reconfiguration;

import java.util.Objects;

import io.github.resiliencestarter.reconfiguration.ReconfigurationResult.Rejected;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.NestedExceptionUtils;

/**
 * Reader of the key, the value and the reason from an exception about an invalid
 * property.
 */
final class RejectionReader {

	private RejectionReader() {
	}

	static Rejected read(Throwable failure) {
		InvalidConfigurationPropertyValueException invalid = find(failure,
				InvalidConfigurationPropertyValueException.class);
		if (invalid != null) {
			return new Rejected(invalid.getName(), Objects.toString(invalid.getValue()),
					Objects.toString(invalid.getReason()));
		}
		RejectedPropertyException rejected = find(failure, RejectedPropertyException.class);
		BindException binding = find(failure, BindException.class);
		if (rejected != null) {
			return new Rejected(rejected.key(), null, reason(rejected));
		}
		if (binding == null) {
			return new Rejected("resilience4j", null, reason(failure));
		}
		ConfigurationProperty property = binding.getProperty();
		return (property != null)
				? new Rejected(property.getName().toString(), Objects.toString(property.getValue()), reason(binding))
				: new Rejected(binding.getName().toString(), null, reason(binding));
	}

	private static <E extends Throwable> @Nullable E find(Throwable failure, Class<E> type) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
		}
		return null;
	}

	private static String reason(Throwable failure) {
		return Objects.toString(NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
	}

}
