package io.github.resiliencestarter.fleet;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Text about what an override would change on an instance.
 */
final class DryRunText {

	private DryRunText() {
	}

	static boolean isValid(Optional<JsonObject> response) {
		return response.isPresent() && response.get().text("valid").equals("true");
	}

	static String of(Optional<JsonObject> response) {
		if (response.isEmpty()) {
			return " unreachable";
		}
		JsonObject body = response.get();
		if (!isValid(response)) {
			List<?> problems = (body.values().get("problems") instanceof List<?> list) ? list : List.of();
			return " rejected: " + problems.stream().map(String::valueOf).collect(Collectors.joining("; "));
		}
		if (body.text("selected").equals("false")) {
			return " not selected";
		}
		List<JsonObject> changes = body.objects("changes");
		if (changes.isEmpty()) {
			return " nothing would change";
		}
		return changes.stream().map(DryRunText::change).collect(Collectors.joining("")) + rejected(body);
	}

	private static String change(JsonObject change) {
		String target = change.text("target").isEmpty() ? "" : change.text("target") + ": ";
		return "\n  %s%s %s -> %s".formatted(target, change.text("what"), change.text("before"), change.text("after"));
	}

	private static String rejected(JsonObject body) {
		long calls = body.number("rejectedCallsOfLastMinute", 0);
		return (calls > 0) ? "\n  would have rejected %d calls in the last minute".formatted(calls) : "";
	}

}
