package io.github.resiliencestarter.discovery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Process of {@link ScaleRun}, which gets a line for each command and responds with a
 * line. Ends with the process that started it.
 */
final class ScaleProcess implements AutoCloseable {

	private static final int MILLIS_PER_TICK = 10;

	private final Process process;

	private final BufferedReader output;

	private final PrintStream input;

	private final String first;

	ScaleProcess(Class<?> main, String... args) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx3g", "-Xss256k",
						"-XX:+UseSerialGC", "-cp", ManagementFactory.getRuntimeMXBean().getClassPath(),
						ScaleRun.class.getName(), main.getSimpleName()));
		command.addAll(List.of(args));
		this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		this.output = this.process.inputReader(StandardCharsets.UTF_8);
		this.input = new PrintStream(this.process.getOutputStream(), true, StandardCharsets.UTF_8);
		this.first = this.output.readLine();
	}

	/**
	 * Responds to commands until there are no more.
	 */
	static void obey(UnaryOperator<String> commands) throws IOException {
		BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String command = input.readLine(); command != null; command = input.readLine()) {
			System.out.println(commands.apply(command));
		}
	}

	/**
	 * Its first line.
	 */
	String first() {
		return this.first;
	}

	String tell(String command) throws IOException {
		this.input.println(command);
		return this.output.readLine();
	}

	double cpuSeconds() throws IOException {
		String stat = Files.readString(Path.of("/proc/%d/stat".formatted(this.process.pid())));
		String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
		return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MILLIS_PER_TICK / 1000.0;
	}

	@Override
	public void close() throws IOException {
		this.input.close();
		this.process.destroyForcibly().onExit().join();
	}

}
