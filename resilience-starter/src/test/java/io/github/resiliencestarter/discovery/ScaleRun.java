package io.github.resiliencestarter.discovery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Measures discovery by many callers, in processes of their own. Not a test: it is run by
 * hand, and prints the tables of {@code SCALE.md}. Each process may open about 20,000
 * files, so that there are several processes of each kind.
 */
final class ScaleRun {

	private static final int TARGETS = 20;

	private static final int INSTANCES = 10;

	private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(4);

	private static final int HEARING_MILLIS = 20_000;

	private static final int IDLE_SECONDS = Integer.getInteger("scale.idle", 52);

	private static final int ROLLING_INSTANCES = 500;

	private static final int ROLLING_SECONDS = 60;

	/**
	 * The clock, which all processes of a machine share.
	 */
	static final LongSupplier NANOS = System::nanoTime;

	private ScaleRun() {
	}

	static void pause(long millis) throws InterruptedException {
		if (new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)) {
			throw new IllegalStateException("Nobody counts down");
		}
	}

	static String target(int number) {
		return "target-" + number;
	}

	public static void main(String[] args) throws Exception {
		String[] rest = Arrays.copyOfRange(args, Math.min(1, args.length), args.length);
		switch ((args.length > 0) ? args[0] : "") {
			case "ScaleAgents" -> ScaleAgents.main(rest);
			case "ScaleCallers" -> ScaleCallers.main(rest);
			case "hosts" -> many("one agent per host", Integer.getInteger("scale.callers", 2_000), true);
			case "shared" -> many("one shared agent", Integer.getInteger("scale.callers", 900), false);
			case "restart" -> restart(Integer.getInteger("scale.callers", 20));
			case "list" -> ScaleList.measure(Integer.getInteger("scale.instances", 10_000));
			default -> throw new IllegalArgumentException("Use hosts, shared, restart or list");
		}
	}

	private static void many(String says, int callers, boolean ownAgents) throws Exception {
		try (Run run = new Run(callers, TARGETS, INSTANCES, ownAgents)) {
			long start = NANOS.getAsLong();
			long filled = 0;
			while (filled < (long) callers * TARGETS && NANOS.getAsLong() - start < LIMIT_NANOS) {
				pause(500);
				filled = run.callers()[0];
			}
			double settled = (NANOS.getAsLong() - start) / 1e9;
			run.agents();
			double cpu = run.callerCpu();
			pause(IDLE_SECONDS * 1000L);
			cpu = run.callerCpu() - cpu;
			long[] agents = run.agents();
			run.callers();
			run.tellAgents("restart %s 1 0".formatted(target(0)));
			pause(HEARING_MILLIS);
			long[] heard = run.callers();
			long memory = run.memory();
			print("| %s | %,d | %,d of %,d in %.0f s | %,d | %.0f | %,d KiB | %.1f ms | %,d KiB | %,d | %,d of %,d | %d ms | %d ms | %d ms |",
					says, callers, filled, callers * TARGETS, settled, agents[3], (double) agents[0] / IDLE_SECONDS,
					agents[1] / 1024 / IDLE_SECONDS, cpu * 1000 / callers / IDLE_SECONDS, memory / 1024, heard[3],
					heard[2], callers, heard[4], heard[5], heard[6]);
		}
	}

	private static void print(String format, Object... values) {
		System.out.println(String.format(Locale.ROOT, format, values));
	}

	private static void restart(int callers) throws Exception {
		try (Run run = new Run(callers, 1, ROLLING_INSTANCES, false)) {
			pause(15_000);
			run.agents();
			run.callers();
			double cpu = run.callerCpu();
			run.tellAgents("restart %s %d %d".formatted(target(0), ROLLING_INSTANCES, ROLLING_SECONDS * 1000));
			pause(ROLLING_SECONDS * 1000L + 5_000);
			cpu = run.callerCpu() - cpu;
			long[] agents = run.agents();
			long[] heard = run.callers();
			print("| %d | %,d | %.0f | %.1f | %,d KiB | %.0f ms | %d ms | %d ms | %d ms | %d |", callers,
					2 * ROLLING_INSTANCES, (double) heard[1] / callers, (double) heard[1] / callers / ROLLING_SECONDS,
					agents[1] / callers / ROLLING_SECONDS / 1024, cpu * 1000 / callers / ROLLING_SECONDS, heard[4],
					heard[5], heard[6], heard[3]);
		}
	}

	/**
	 * Agents and callers. If they are not shared, each process of callers has a process
	 * of agents.
	 */
	private static final class Run implements AutoCloseable {

		private static final int CALLERS_PER_PROCESS = 500;

		private final List<ScaleProcess> agents = new ArrayList<>();

		private final List<ScaleProcess> callers = new ArrayList<>();

		Run(int callers, int targets, int instances, boolean ownAgents) throws IOException {
			int processes = (callers + CALLERS_PER_PROCESS - 1) / CALLERS_PER_PROCESS;
			int agentProcesses = ownAgents ? processes : 1;
			int each = callers / processes;
			for (int process = 0; process < agentProcesses; process++) {
				this.agents.add(new ScaleProcess(ScaleAgents.class, Integer.toString(ownAgents ? each : 1),
						Integer.toString(targets), Integer.toString(instances)));
			}
			for (int process = 0; process < processes; process++) {
				String ports = this.agents.get(process % agentProcesses).first();
				this.callers.add(new ScaleProcess(ScaleCallers.class,
						Stream
							.concat(Stream.of(Integer.toString(each), Integer.toString(targets)),
									Stream.of(ports.split(" ", -1)))
							.toArray(String[]::new)));
			}
		}

		void tellAgents(String command) throws IOException {
			for (ScaleProcess process : this.agents) {
				process.tell(command);
			}
		}

		/**
		 * Queries, bytes, open connections and the most open connections, of all agents.
		 */
		long[] agents() throws IOException {
			return sums(this.agents, "stats", 4, 4);
		}

		/**
		 * What {@link ScaleCallers} reports: sums, and for times the maximum.
		 */
		long[] callers() throws IOException {
			return sums(this.callers, "stats", 7, 4);
		}

		long memory() throws IOException {
			return sums(this.callers, "memory", 1, 1)[0] / this.callers.size();
		}

		double callerCpu() throws IOException {
			double sum = 0;
			for (ScaleProcess process : this.callers) {
				sum += process.cpuSeconds();
			}
			return sum;
		}

		private static long[] sums(List<ScaleProcess> processes, String command, int fields, int summed)
				throws IOException {
			long[] result = new long[fields];
			for (ScaleProcess process : processes) {
				String[] values = process.tell(command).split(" ", -1);
				for (int field = 0; field < fields; field++) {
					long value = Long.parseLong(values[field]);
					result[field] = (field < summed) ? result[field] + value : Math.max(result[field], value);
				}
			}
			return result;
		}

		@Override
		public void close() throws IOException {
			for (ScaleProcess process : this.callers) {
				process.close();
			}
			for (ScaleProcess process : this.agents) {
				process.close();
			}
		}

	}

}
