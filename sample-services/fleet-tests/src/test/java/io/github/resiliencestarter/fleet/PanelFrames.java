package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.DynamicTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/**
 * Runs the responses of Prometheus through Grafana's own code
 * ({@code grafana/tests/frames}) and checks what the panels show. Needs npm; without it,
 * a single test is skipped with a message.
 */
final class PanelFrames {

	private final URI prometheus;

	PanelFrames(URI prometheus) {
		this.prometheus = prometheus;
	}

	/**
	 * Checks every panel.
	 * @param fleet the state of the fleet, such as {@code broken}
	 * @param time the time, by Prometheus' clock
	 * @return a test for each panel and each thing to be held of it
	 */
	List<DynamicTest> tests(String fleet, double time) throws IOException {
		String missing = Npm.missing();
		if (!missing.isEmpty()) {
			return List.of(dynamicTest("panels as Grafana draws them, fleet " + fleet,
					() -> abort("Skipped, so nobody draws the panels with Grafana's code: " + missing)));
		}
		Path report = Files.createTempFile("frames", ".json");
		try {
			Program frames = Npm.run("run", "frames", "--", "--prometheus", this.prometheus.toString(), "--fleet",
					fleet, "--time", String.valueOf(time), "--report", report.toString());
			if (frames.exitCode() != 0) {
				throw new IOException(frames.output());
			}
			return JsonMapper.shared().readTree(report).valueStream().map((finding) -> test(fleet, finding)).toList();
		}
		finally {
			Files.delete(report);
		}
	}

	private static DynamicTest test(String fleet, JsonNode finding) {
		return dynamicTest("%s (fleet %s)".formatted(finding.path("name").asString(), fleet),
				() -> assertThat(finding.path("problems").valueStream().map(JsonNode::asString)).isEmpty());
	}

}
