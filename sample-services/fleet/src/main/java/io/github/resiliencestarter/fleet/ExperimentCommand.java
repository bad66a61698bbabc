package io.github.resiliencestarter.fleet;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code ./fleet experiment}.
 */
@Command(name = "experiment",
		customSynopsis = "./fleet experiment NAME[,NAME...]|all [--with starter,stock,none,haproxy,grpc] [--seconds N] "
				+ "[--repeat N] [--json FILE]",
		description = { "Measures failures and latencies during a fault, with a separate fleet for each experiment.",
				"Starts the fleet, injects a fault under a load of 100 requests per second, removes it, and prints a row of a table.",
				"",
				"NAME is crash, one-of-two, slow, brown-out, tail, tail-unhedged, flaky, retry-storm, overload, registry,",
				"cold-start, standby, fan-out, kill-orders, one-hangs, one-slow, one-flaky, cut, rolling-restart,",
				"registry-lost, registry-away, outbox, pricing or cost.", "" })
final class ExperimentCommand extends FleetCommand {

	@Parameters(arity = "0..1", paramLabel = "NAME", completionCandidates = Experiment.class,
			description = "One or more experiments, separated by commas, or all.")
	private String names = "";

	@Option(names = "--with", paramLabel = "SETUP", completionCandidates = Contender.class,
			description = "Setups to compare, separated by commas: starter (default), stock, none, haproxy. "
					+ "With grpc among them, all run over gRPC, which starter and stock can.")
	private String setUps = "starter";

	@Option(names = "--seconds", paramLabel = "N", description = "Duration of the fault in seconds (default: 30).")
	private String seconds = "";

	@Option(names = "--repeat", paramLabel = "N", description = "Number of repetitions (default: 1).")
	private String repetitions = "1";

	@Option(names = "--json", paramLabel = "FILE",
			description = "Appends a line of JSON for each run to the file, with figures for each second; - "
					+ "prints these lines instead of the table.")
	private String json = "";

	ExperimentCommand(Settings settings, Console console) {
		super(settings, console);
	}

	@Override
	public Integer call() {
		boolean printsJson = this.json.equals("-");
		ExperimentOptions options = options();
		settings().requireSupported();
		Console progress = Console.of(console().err());
		options.setUps().forEach((setUp) -> fleet().build(setUp, Instances.APPLICATIONS, progress));
		if (options.scenarios().contains(Scenarios.PRICING)) {
			fleet().build(SetUp.STARTER, List.of(Instances.PRICING), progress);
		}
		Settings own = settings().at(settings().home().resolve("experiment"),
				Map.of("FLEET_PORTS", "auto", "FLEET_BUILD", "never"));
		FleetControl fleet = new FleetControl(own);
		// Stops the fleet if the user interrupts
		Runtime.getRuntime().addShutdownHook(new Thread(fleet::close, "fleet-down"));
		HttpSender.warmUp();
		return new Experiments(options, fleet().programs().commit(), fleet, console().withJson(printsJson)).run();
	}

	ExperimentOptions options() {
		return ExperimentOptions.of(this.names, this.setUps, this.seconds, this.repetitions,
				this.json.equals("-") ? "" : this.json);
	}

	/**
	 * Candidates for the name of an experiment.
	 */
	static final class Experiment implements Iterable<String> {

		@Override
		public Iterator<String> iterator() {
			return Stream.concat(Scenarios.ALL.stream().map(Scenario::name), Stream.of("all")).iterator();
		}

	}

	/**
	 * Candidates for a setup.
	 */
	static final class Contender implements Iterable<String> {

		@Override
		public Iterator<String> iterator() {
			return ExperimentOptions.CONTENDERS.iterator();
		}

	}

}
