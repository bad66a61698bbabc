package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code ./fleet logs}.
 */
@Command(name = "logs", customSynopsis = "./fleet logs NAME [--json]", description = "Prints the log of an instance.")
final class LogsCommand extends JsonCommand {

	@Parameters(paramLabel = "NAME", completionCandidates = Names.class, description = "The instance.")
	private List<String> names = List.of();

	LogsCommand(Settings settings, Console console) {
		super(settings, console);
	}

	@Override
	public Integer call() throws IOException {
		String name = instance(this.names);
		Path log = settings().home().resolve("logs").resolve(name + ".log");
		if (!Files.exists(log)) {
			throw new FleetException(name + " has no log because it was never started");
		}
		if (console().json()) {
			Map<String, Object> json = new LinkedHashMap<>(Map.of("name", name));
			json.put("lines", Files.readAllLines(log));
			console().print("", json);
		}
		else {
			Files.copy(log, console().out());
			console().out().flush();
		}
		return 0;
	}

}
