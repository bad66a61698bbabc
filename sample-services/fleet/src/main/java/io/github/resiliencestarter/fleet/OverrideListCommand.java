package io.github.resiliencestarter.fleet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import picocli.CommandLine.Command;

/**
 * {@code ./fleet override list}.
 */
@Command(name = "list", customSynopsis = "./fleet override list [--json]",
		description = "Lists all overrides in Consul, also those that no instance accepts.")
final class OverrideListCommand extends OverrideCommand.Part {

	private static final String FORMAT = "%-28s %-12s %-44s %-6s %-20s %-12s %s";

	OverrideListCommand(Settings settings, Console console) {
		super(settings, console);
	}

	@Override
	public Integer call() {
		List<OverrideDocument> overrides = store().all();
		if (console().json()) {
			console().printLines(overrides.stream().map(OverrideListCommand::json).toList());
		}
		else {
			console().say(FORMAT.formatted("ID", "APPLICATION", "ACTION", "SHARE", "EXPIRY", "OWNER", "REASON"));
			overrides.forEach((override) -> console().say(text(override)));
		}
		return 0;
	}

	private static Map<String, Object> json(OverrideDocument override) {
		Map<String, Object> json = new LinkedHashMap<>(Map.of("id", override.id()));
		json.put("document", override.json().values());
		return json;
	}

	private static String text(OverrideDocument override) {
		JsonObject json = override.json();
		if (json.values().isEmpty()) {
			return printable(override.id() + " is not valid JSON");
		}
		return printable(FORMAT.formatted(override.id(), json.object("selector").text("application"), override.action(),
				json.number("share", 100) + " %", json.text("expiry"), json.text("owner"), json.text("reason")));
	}

	// Anybody may have written it
	private static String printable(String text) {
		return text.replaceAll("[\\p{Cc}\\p{Cf}]", "?");
	}

}
