package io.github.resiliencestarter.fleet;

import java.util.List;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code ./fleet stop}.
 */
@Command(name = "stop", customSynopsis = "./fleet stop NAME [--json]",
		description = "Stops an instance (SIGTERM), as in a deployment, and waits until it has stopped.")
final class StopCommand extends JsonCommand {

	@Parameters(paramLabel = "NAME", completionCandidates = Names.class, description = "The instance.")
	private List<String> names = List.of();

	StopCommand(Settings settings, Console console) {
		super(settings, console);
	}

	@Override
	public Integer call() {
		Change change = fleet().stop(instance(this.names));
		console().print(change.toText(), change.toJson());
		return 0;
	}

}
