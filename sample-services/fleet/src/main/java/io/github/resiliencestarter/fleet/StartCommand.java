package io.github.resiliencestarter.fleet;

import java.util.List;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code ./fleet start}.
 */
@Command(name = "start", customSynopsis = "./fleet start NAME [--json]", description = {
		"Starts an instance on the same port as before and waits until it is passing in Consul.",
		"Consul keeps its data unless its directory, consul/data under FLEET_HOME, has been removed. inventory-3, a spare",
		"instance, and pricing-1 and pricing-2, which serve /prices/1, are started by this command only; status shows them",
		"while they are running or registered in Consul." })
final class StartCommand extends JsonCommand {

	@Parameters(paramLabel = "NAME", completionCandidates = Names.class, description = "The instance.")
	private List<String> names = List.of();

	StartCommand(Settings settings, Console console) {
		super(settings, console);
	}

	@Override
	public Integer call() {
		Change change = fleet().start(instance(this.names), console());
		console().print(change.toText(), change.toJson());
		return 0;
	}

}
