package io.github.resiliencestarter.fleet;

import picocli.CommandLine.Option;

/**
 * Command that can print its result as JSON.
 */
abstract class JsonCommand extends FleetCommand {

	@Option(names = "--json", description = "Prints the result as JSON.")
	private boolean json;

	JsonCommand(Settings settings, Console console) {
		super(settings, console);
	}

	@Override
	Console console() {
		return super.console().withJson(this.json);
	}

}
