package io.github.resiliencestarter.fleet;

import java.util.List;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code ./fleet kill}.
 */
@Command(name = "kill", customSynopsis = "./fleet kill NAME [--json]",
		description = "Kills an instance (SIGKILL), as in a crash.")
final class KillCommand extends JsonCommand {

	@Parameters(paramLabel = "NAME", completionCandidates = Names.class, description = "The instance.")
	private List<String> names = List.of();

	KillCommand(Settings settings, Console console) {
		super(settings, console);
	}

	@Override
	public Integer call() {
		Change change = fleet().kill(instance(this.names));
		console().print(change.toText(), change.toJson());
		return 0;
	}

}
