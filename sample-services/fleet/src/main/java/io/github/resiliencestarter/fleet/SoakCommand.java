package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./fleet soak}.
 */
@Command(name = "soak", customSynopsis = "./fleet soak [--minutes N] [--rps N] [--report FILE]", description = {
		"Runs a separate fleet with the starter for an hour under load, with a fault each minute, and reports whether",
		"memory, threads, metrics and lists of the services stay as they are. The exit code is 1 if they do not.", "" })
final class SoakCommand extends FleetCommand {

	private static final int MIN_MINUTES = 4;

	private static final int MAX_MINUTES = 24 * 60;

	private static final int MAX_RPS = 1000;

	@Option(names = "--minutes", paramLabel = "N", description = "Duration in minutes (default: 60).")
	private String minutes = "60";

	@Option(names = "--rps", paramLabel = "N", description = "Requests per second (default: 100).")
	private String rps = "100";

	@Option(names = "--report", paramLabel = "FILE",
			description = "Writes the report to the file after each minute, instead of printing it at the end.")
	private String report = "";

	SoakCommand(Settings settings, Console console) {
		super(settings, console);
	}

	@Override
	public Integer call() {
		int duration = Numbers.read("--minutes", this.minutes, MIN_MINUTES, MAX_MINUTES);
		int rate = Numbers.read("--rps", this.rps, 1, MAX_RPS);
		settings().requireSupported();
		fleet().build(SetUp.STARTER, Instances.APPLICATIONS, Console.of(console().err()));
		String commit = fleet().programs().commit();
		FleetControl fleet = new FleetControl(settings().at(settings().home().resolve("soak"),
				Map.of("FLEET_PORTS", "auto", "FLEET_BUILD", "never")));
		// Stops the fleet if the user interrupts
		Runtime.getRuntime().addShutdownHook(new Thread(fleet::close, "fleet-down"));
		HttpSender.warmUp();
		fleet.startAnew(SetUp.STARTER);
		SoakReport result = new Soak(fleet, new SystemPace(), rate, duration).run((soFar) -> save(soFar, commit));
		save(result, commit);
		if (this.report.isEmpty()) {
			console().say(result.text(commit));
		}
		return result.isFlat() ? 0 : 1;
	}

	private void save(SoakReport result, String commit) {
		SoakMinute last = result.done().get(result.done().size() - 1);
		console().err()
			.printf("minute %d of %d: %d failed; %s %s%n", result.done().size(), result.minutes(), last.failed(),
					last.fault(), last.problem());
		if (!this.report.isEmpty()) {
			try {
				Files.writeString(Path.of(this.report), result.text(commit));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

}
