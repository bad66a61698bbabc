package io.github.resiliencestarter.fleet;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code ./fleet completion}.
 */
@Command(name = "completion", customSynopsis = "./fleet completion",
		description = { "Prints a script that completes commands, options and names in Bash and Zsh.",
				"To use it in this shell: source <(./fleet completion)" })
final class CompletionCommand extends FleetCommand {

	CompletionCommand(Settings settings, Console console) {
		super(settings, console);
	}

	@Override
	public Integer call() {
		CommandLine commands = FleetApplication.commandLine(settings(), console());
		console().out().print(AutoComplete.bash("fleet", commands));
		return 0;
	}

}
