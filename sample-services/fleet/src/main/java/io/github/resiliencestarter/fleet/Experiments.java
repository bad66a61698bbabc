package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Entry point of {@code ./fleet experiment}: runs each scenario on a fleet of its own and
 * prints a row of Markdown for each. Depends on nothing but the JDK.
 */
public final class Experiments {

	private static final int MISUSED = 2;

	/**
	 * The script, the directory of its state, and the commit.
	 */
	private static final int FROM_SCRIPT = 3;

	private final ExperimentOptions options;

	private final String commit;

	private final FleetControl fleet;

	private final ScenarioRunner runner;

	private final InstantSource clock = InstantSource.system();

	private final PrintStream out;

	private final PrintStream err;

	private Experiments(ExperimentOptions options, String commit, FleetControl fleet, PrintStream out,
			PrintStream err) {
		this.options = options;
		this.commit = commit;
		this.fleet = fleet;
		this.runner = new ScenarioRunner(options.timing(), new SystemPace());
		this.out = out;
		this.err = err;
	}

	public static void main(String[] args) {
		System.exit(run(List.of(args), System.out, System.err));
	}

	/**
	 * Runs experiments.
	 * @param args the script, the directory of its state, the commit, and what the user
	 * has said
	 * @return the exit code: 1 if an experiment could not be run, 2 if the user was wrong
	 */
	static int run(List<String> args, PrintStream out, PrintStream err) {
		ExperimentOptions options;
		try {
			options = ExperimentOptions.parse(args.subList(FROM_SCRIPT, args.size()));
		}
		catch (IllegalArgumentException ex) {
			err.println("fleet experiment: " + ex.getMessage());
			return MISUSED;
		}
		Path home = Path.of(args.get(1));
		Map<String, String> environment = Map.of("FLEET_PORTS", "auto");
		FleetControl fleet = new FleetControl(new FleetScript(Path.of(args.get(0)), home, environment), home);
		// The only end if somebody interrupts
		Runtime.getRuntime().addShutdownHook(new Thread(fleet::close, "fleet-down"));
		HttpSender.warmUp();
		return new Experiments(options, args.get(2), fleet, out, err).run();
	}

	private int run() {
		boolean all = true;
		this.out.println(ReportTable.HEAD);
		for (int repetition = 0; repetition < this.options.repetitions(); repetition++) {
			for (Scenario scenario : this.options.scenarios()) {
				for (SetUp setUp : this.options.setUps()) {
					if (!scenario.setting().without().contains(setUp)) {
						all &= run(scenario, setUp);
					}
				}
			}
		}
		return all ? 0 : 1;
	}

	private boolean run(Scenario scenario, SetUp setUp) {
		this.err.printf("%s with %s%n", scenario, setUp);
		Instant start = this.clock.instant();
		try {
			this.fleet.startAnew(setUp);
			ScenarioReport report = this.runner.run(scenario, setUp, this.fleet);
			this.out.println(ReportTable.row(report));
			save(ReportJson.write(report, this.commit, start));
			return true;
		}
		catch (IllegalStateException ex) {
			this.err.println(ex.getMessage());
			this.out.println(ReportTable.row(scenario, setUp, String.valueOf(ex.getMessage())));
			save(ReportJson.notRun(scenario, setUp, String.valueOf(ex.getMessage()), this.commit, start));
			return false;
		}
		finally {
			this.fleet.stopAll();
		}
	}

	/**
	 * After each run: a report of many hours is not lost in the last.
	 */
	private void save(String line) {
		Path json = this.options.json();
		try {
			if (json != null) {
				Files.writeString(json, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
