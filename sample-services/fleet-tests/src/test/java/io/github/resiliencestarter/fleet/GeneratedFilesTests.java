package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What is generated, dashboards and rules, is what its sources say. A build needs no
 * Node.js for it: without one, or without a registry to fetch the tools from, this is
 * skipped, and said to be.
 */
class GeneratedFilesTests {

	private static final Pattern NO_REGISTRY = Pattern
		.compile("\\b(ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENOTCACHED|E40[134]|E5\\d\\d)\\b");

	private static final Path GRAFANA = FleetScript.repository().resolve("grafana");

	@Test
	void dashboardsAndRulesAreWhatTheirSourcesSay() throws IOException {
		assumeTrue(hasNpm(), "Skipped: no npm in PATH, so nobody checks that grafana/ is generated from grafana/src");
		Program fetched = npm("ci", "--prefer-offline");
		assumeFalse(reachedNoRegistry(fetched),
				() -> "Skipped: npm reaches no registry, so nobody checks that grafana/ is generated from grafana/src: "
						+ fetched.output());
		assertThat(fetched.exitCode()).as(fetched.output()).isZero();
		Program checked = npm("run", "check");
		assertThat(checked.exitCode()).as(checked.output()).isZero();
	}

	private static boolean hasNpm() {
		try {
			return npm("--version").exitCode() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static Program npm(String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(arguments));
		command.add(0, "npm");
		return Program.run(GRAFANA, command);
	}

	private static boolean reachedNoRegistry(Program npm) {
		return npm.exitCode() != 0 && NO_REGISTRY.matcher(npm.output()).find();
	}

}
