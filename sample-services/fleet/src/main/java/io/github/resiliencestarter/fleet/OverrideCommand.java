package io.github.resiliencestarter.fleet;

import java.time.InstantSource;
import java.util.Map;

import picocli.CommandLine.Command;

/**
 * {@code ./fleet override}, a group of commands.
 */
@Command(name = "override", customSynopsis = "./fleet override COMMAND",
		description = {
				"Changes circuit breakers and settings in running instances until a given time, through Consul.",
				"Uses the token in the environment variable CONSUL_HTTP_TOKEN if Consul has ACLs." },
		commandListHeading = "%nCommands (details: ./fleet override COMMAND --help):%n")
final class OverrideCommand extends FleetCommand {

	OverrideCommand(Settings settings, Console console) {
		super(settings, console);
	}

	@Override
	public Integer call() {
		throw new Misuse("specify one of create, grow, list, watch, revoke");
	}

	/**
	 * One of the commands.
	 */
	abstract static class Part extends JsonCommand {

		private final InstantSource clock = InstantSource.system();

		Part(Settings settings, Console console) {
			super(settings, console);
		}

		InstantSource clock() {
			return this.clock;
		}

		OverrideStore store() {
			return new OverrideStore(port(), settings().variable("CONSUL_HTTP_TOKEN"));
		}

		OverrideFleet instances() {
			String token = settings().variable("CONSUL_HTTP_TOKEN");
			return new OverrideFleet(port(), token.isEmpty() ? Map.of() : Map.of("X-Consul-Token", token));
		}

		private int port() {
			return fleet().state().ports().of(Instances.CONSUL);
		}

	}

}
