package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Runs each scenario on a separate fleet and prints a row of Markdown or a line of JSON
 * for each.
 */
final class Experiments {

	private final ExperimentOptions options;

	private final String commit;

	private final FleetControl fleet;

	private final ScenarioRunner runner;

	private final InstantSource clock = InstantSource.system();

	private final Console console;

	Experiments(ExperimentOptions options, String commit, FleetControl fleet, Console console) {
		this.options = options;
		this.commit = commit;
		this.fleet = fleet;
		this.runner = new ScenarioRunner(options.timing(), new SystemPace());
		this.console = console;
	}

	/**
	 * Runs all experiments.
	 * @return the exit code: 1 if an experiment could not be run
	 */
	int run() {
		boolean all = true;
		row(ReportTable.HEAD);
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
		this.console.err().printf("%s with %s%n", scenario, setUp);
		Instant start = this.clock.instant();
		try {
			this.fleet.startAnew(setUp);
			ScenarioReport report = this.runner.run(scenario, setUp, this.fleet);
			row(ReportTable.row(report));
			save(ReportJson.write(report, this.commit, start));
			return true;
		}
		catch (IllegalStateException ex) {
			this.console.err().println(ex.getMessage());
			row(ReportTable.row(scenario, setUp, String.valueOf(ex.getMessage())));
			save(ReportJson.notRun(scenario, setUp, String.valueOf(ex.getMessage()), this.commit, start));
			return false;
		}
		finally {
			this.fleet.stopAll();
		}
	}

	private void row(String row) {
		if (!this.console.json()) {
			this.console.say(row);
		}
	}

	/**
	 * Saves after each run, so that a failure does not lose the runs before it.
	 */
	private void save(String line) {
		if (this.console.json()) {
			this.console.out().println(line);
		}
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
