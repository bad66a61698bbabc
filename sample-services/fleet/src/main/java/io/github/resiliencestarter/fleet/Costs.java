package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the sample services cost while there is no fault, all instances together. Read
 * from the operating system and from meters of Spring Boot and Micrometer, which are
 * there with every setup.
 *
 * @param cpuMillis the CPU time since the start
 * @param checkouts the checkouts since the start
 */
record Costs(long cpuMillis, long checkouts) {

	private static final Duration WINDOW = Duration.ofSeconds(60);

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final Path PROC = Path.of("/proc");

	/**
	 * The unit of CPU times in {@code /proc}: Linux reports them in hundredths of a
	 * second to programs, whatever its own clock is.
	 */
	private static final int MILLIS_PER_TICK = 10;

	/**
	 * Positions in {@code /proc/PID/stat}, after the name of the command, which can
	 * contain spaces.
	 */
	private static final int USER_TIME = 11;

	private static final int SYSTEM_TIME = 12;

	/**
	 * The path of all metrics.
	 */
	static final String METERS = "/actuator/prometheus";

	private static final Pattern READY = Pattern.compile("(?m)^application_ready_time_seconds(?:\\{.*})? (\\S+)$");

	private static final Pattern HEAP = Pattern.compile("(?m)^jvm_memory_used_bytes\\{.*area=\"heap\".*} (\\S+)$");

	private static final Pattern CLASSES = Pattern.compile("(?m)^jvm_classes_loaded_classes(?:\\{.*})? (\\S+)$");

	private static final Pattern CHECKOUTS = Pattern
		.compile("(?m)^http_server_requests_seconds_count\\{.*uri=\"/checkout.*} (\\S+)$");

	private static final String OWN_THREADS = "resilience-";

	/**
	 * Measures a minute of the load, and what the services hold after it.
	 */
	static void measure(Stage stage) {
		Costs before = of(stage.fleet());
		stage.hold(WINDOW);
		Costs after = of(stage.fleet());
		stage.count("CPU ms per 1,000 checkouts", after.perThousand(before));
		count(stage);
	}

	private static void count(Stage stage) {
		Collection<Long> pids = pids(stage.fleet()).values();
		stage.count("ready after ms, mean", millisUntilReady(stage.fleet()));
		stage.count("threads", sum(pids, (pid) -> threads(pid).size()));
		stage.count("threads of the starter",
				sum(pids, (pid) -> threads(pid).stream().filter(Costs::isOfStarter).count()));
		stage.count("classes", sum(meters(stage.fleet()), CLASSES));
		stage.count("resident KiB", sum(pids, Costs::residentKib));
		pids.forEach((pid) -> collectGarbage(stage.fleet(), pid));
		stage.count("live heap KiB", sum(meters(stage.fleet()), HEAP) / 1024);
	}

	private static Costs of(FleetControl fleet) {
		return new Costs(sum(pids(fleet).values(), Costs::cpuMillis),
				sum(List.of(required(fleet, "storefront-1")), CHECKOUTS));
	}

	/**
	 * The CPU time of a thousand checkouts since an earlier reading, in milliseconds.
	 */
	long perThousand(Costs earlier) {
		long sent = this.checkouts - earlier.checkouts;
		if (sent <= 0) {
			throw new IllegalStateException("the storefront has counted no checkouts");
		}
		return Math.round(1000.0 * (this.cpuMillis - earlier.cpuMillis) / sent);
	}

	private static Map<String, Long> pids(FleetControl fleet) {
		Map<String, Long> pids = fleet.fleet().pids();
		pids.keySet().retainAll(Instances.SERVICES);
		return pids;
	}

	private static List<String> meters(FleetControl fleet) {
		return Instances.SERVICES.stream().map((name) -> required(fleet, name)).toList();
	}

	private static String required(FleetControl fleet, String name) {
		return fleet.get(name, METERS)
			.orElseThrow(() -> new IllegalStateException("%s does not respond to %s".formatted(name, METERS)));
	}

	private static long millisUntilReady(FleetControl fleet) {
		return Math.round(meters(fleet).stream().mapToDouble((text) -> seconds(text) * 1000).average().orElseThrow());
	}

	/**
	 * The time from the start of the JVM until an application was ready.
	 */
	static double seconds(String meters) {
		return READY.matcher(meters)
			.results()
			.mapToDouble((value) -> Double.parseDouble(value.group(1)))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("application_ready_time_seconds is missing"));
	}

	/**
	 * The number of checkouts that a storefront has counted.
	 */
	static long checkouts(String meters) {
		return sum(List.of(meters), CHECKOUTS);
	}

	private static long sum(List<String> texts, Pattern meter) {
		return Math.round(texts.stream()
			.flatMap((text) -> meter.matcher(text).results())
			.mapToDouble((value) -> Double.parseDouble(value.group(1)))
			.sum());
	}

	private static long sum(Collection<Long> pids, ToLongFunction<Long> figure) {
		return pids.stream().mapToLong(figure).sum();
	}

	static long cpuMillis(long pid) {
		String stat = read(pid, "stat");
		String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
		return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME])) * MILLIS_PER_TICK;
	}

	static long residentKib(long pid) {
		return read(pid, "status").lines()
			.filter((line) -> line.startsWith("VmRSS:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("process %d has exited".formatted(pid)));
	}

	/**
	 * The number of open file descriptors of a process.
	 */
	static long descriptors(long pid) {
		return count(PROC.resolve(Long.toString(pid)).resolve("fd"));
	}

	static long count(Path directory) {
		return list(directory).size();
	}

	/**
	 * The names of the threads of a process, of which Linux keeps 15 characters.
	 */
	static List<String> threads(long pid) {
		return names(PROC.resolve(Long.toString(pid)).resolve("task"));
	}

	/**
	 * The names of threads, without those that end between the listing of the directory
	 * and the reading of their names.
	 * @param tasks a directory as {@code /proc/PID/task}
	 */
	static List<String> names(Path tasks) {
		return list(tasks).stream().flatMap((task) -> name(task).stream()).toList();
	}

	private static Optional<String> name(Path task) {
		try {
			return Optional.of(Files.readString(task.resolve("comm")).strip());
		}
		catch (IOException ex) {
			// NoSuchFileException, or "No such process" if the file is open already
			return Optional.empty();
		}
	}

	private static List<Path> list(Path directory) {
		try (Stream<Path> files = Files.list(directory)) {
			return files.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static boolean isOfStarter(String thread) {
		return thread.startsWith(OWN_THREADS);
	}

	/**
	 * The heap in use that metrics contain.
	 */
	static long heapKib(String meters) {
		return sum(List.of(meters), HEAP) / 1024;
	}

	private static String read(long pid, String file) {
		try {
			return Files.readString(PROC.resolve(Long.toString(pid)).resolve(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Collects all garbage of a process.
	 */
	static void collectGarbage(FleetControl fleet, long pid) {
		String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
		if (fleet.fleet().programs().run(List.of(jcmd, Long.toString(pid), "GC.run"), LIMIT).exitCode() != 0) {
			throw new IllegalStateException("%s could not collect the garbage of process %d".formatted(jcmd, pid));
		}
	}

}
