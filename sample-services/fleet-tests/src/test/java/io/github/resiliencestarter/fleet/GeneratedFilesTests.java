package io.github.resiliencestarter.fleet;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What is generated, dashboards and rules, is what its sources say. A build needs no
 * Node.js for it: without one, or without a registry to fetch the tools from, this is
 * skipped, and said to be.
 */
class GeneratedFilesTests {

	@Test
	void dashboardsAndRulesAreWhatTheirSourcesSay() throws IOException {
		String missing = Npm.missing();
		assumeTrue(missing.isEmpty(),
				() -> "Skipped, so nobody checks that grafana/ is generated from grafana/src: " + missing);
		Program fetched = Npm.fetchTools();
		assertThat(fetched.exitCode()).as(fetched.output()).isZero();
		Program checked = Npm.run("run", "check");
		assertThat(checked.exitCode()).as(checked.output()).isZero();
	}

}
