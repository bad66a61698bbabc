package io.github.resiliencestarter.fleet;

import java.util.ArrayList;
import java.util.List;

import picocli.CommandLine.Command;

/**
 * {@code ./fleet down}.
 */
@Command(name = "down", customSynopsis = "./fleet down [--json]",
		description = { "Stops everything. Logs and Prometheus' data are kept; Consul starts empty at the next up." })
final class DownCommand extends JsonCommand {

	DownCommand(Settings settings, Console console) {
		super(settings, console);
	}

	@Override
	public Integer call() {
		Console console = console();
		List<Change> changes = new ArrayList<>();
		fleet().down((change) -> {
			changes.add(change);
			if (!console.json()) {
				console.say(change.toText());
			}
		});
		if (console.json()) {
			console.printLines(changes.stream().map(Change::toJson).toList());
		}
		return 0;
	}

}
