package io.github.resiliencestarter.fleet;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * A command that was run in this JVM, without a fleet.
 *
 * @param exitCode its exit code
 * @param out its standard output
 * @param err its standard error
 */
record RecordedRun(int exitCode, String out, String err) {

	static RecordedRun of(String... args) {
		return of(new Settings(Settings.repository(), Path.of("target/no-fleet").toAbsolutePath(), Map.of()), args);
	}

	static RecordedRun of(Settings settings, String... args) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		ByteArrayOutputStream err = new ByteArrayOutputStream();
		int exitCode = FleetApplication.run(settings, new Console(stream(out), stream(err), false), args);
		return new RecordedRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
	}

	private static PrintStream stream(ByteArrayOutputStream stream) {
		return new PrintStream(stream, true, StandardCharsets.UTF_8);
	}

}
