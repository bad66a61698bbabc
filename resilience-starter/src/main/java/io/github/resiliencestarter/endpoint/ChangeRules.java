package io.github.resiliencestarter.endpoint;

import java.security.Principal;
import java.time.Duration;
import java.util.regex.Pattern;

import io.github.resiliencestarter.control.OperatorText;
import io.github.resiliencestarter.control.UserInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;

/**
 * Rules for the requests of operators. Each message says what to write instead, and
 * repeats nothing of the request.
 */
final class ChangeRules {

	static final int MAX_REASON = 200;

	private static final int MAX_NAME = 100;

	private static final int MAX_EXPIRY_LENGTH = 40;

	private static final Duration MIN_EXPIRY = Duration.ofSeconds(1);

	private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+");

	private final EndpointProperties.Write properties;

	ChangeRules(EndpointProperties.Write properties) {
		this.properties = properties;
	}

	void checkEnabled() {
		if (!this.properties.enabled()) {
			throw new ProblemException(403, "Changes are disabled", howToEnable());
		}
	}

	static String howToEnable() {
		return "Set " + EndpointProperties.PREFIX + ".write.enabled=true and restart this instance.";
	}

	Action action(@Nullable String text, boolean ofInstance) {
		return Action.find(text, ofInstance)
			.orElseThrow(() -> new ProblemException(400, "Unknown action", "Write as 'action' of %s one of: %s."
				.formatted(ofInstance ? "an instance" : "a circuit breaker", Action.all(ofInstance))));
	}

	String reason(@Nullable String text) {
		if (text == null || text.isBlank()) {
			throw new ProblemException(400, "Missing reason", "Write as 'reason' why you make this change.");
		}
		if (text.length() > MAX_REASON) {
			throw new ProblemException(400, "Invalid reason",
					"Write a 'reason' of at most %d characters.".formatted(MAX_REASON));
		}
		if (!OperatorText.isPlain(text)) {
			throw new ProblemException(400, "Invalid reason",
					"Write a 'reason' of one line, without control characters and without markup.");
		}
		return UserInfo.removeFrom(text.strip());
	}

	Duration expiry(@Nullable String text, Action action) {
		boolean missing = text == null || text.isBlank();
		if (!action.lasts()) {
			if (!missing) {
				throw new ProblemException(400, "Invalid expiry",
						"Leave out 'expiry': %s takes effect once and does not last.".formatted(action.text()));
			}
			return Duration.ZERO;
		}
		if (text == null || missing) {
			throw new ProblemException(400, "Missing expiry",
					"Write as 'expiry' how long this change lasts, " + howToWrite());
		}
		Duration expiry = parse(text.strip());
		if (expiry == null || expiry.compareTo(MIN_EXPIRY) < 0 || expiry.compareTo(this.properties.maxExpiry()) > 0) {
			throw new ProblemException(400, "Invalid expiry", "Write an 'expiry' " + howToWrite());
		}
		return expiry;
	}

	private String howToWrite() {
		return "from 1s to %s, such as 10m or PT10M.".formatted(this.properties.maxExpiry());
	}

	// A number without a unit could mean seconds or milliseconds
	private static @Nullable Duration parse(String text) {
		if (text.length() > MAX_EXPIRY_LENGTH || NUMBER.matcher(text).matches()) {
			return null;
		}
		try {
			return DurationStyle.detectAndParse(text);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	/**
	 * Returns the name of a user on one line.
	 * @param principal the user, or {@code null} if nobody is authenticated
	 * @return the name
	 */
	static String nameOf(@Nullable Principal principal) {
		String name = (principal != null) ? principal.getName() : null;
		if (name == null || name.isBlank()) {
			return "anonymous";
		}
		return OperatorText.oneLine((name.length() > MAX_NAME) ? name.substring(0, MAX_NAME) : name);
	}

}
