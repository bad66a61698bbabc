package io.github.resiliencestarter.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;

/**
 * Cut of the network in front of one port of this machine: from now until it is closed,
 * whatever comes in for the port over the loopback interface is dropped, not refused.
 * Needs root and iproute2's {@code tc}. The filter is removed by a process of its own,
 * which ends with this one however that ends.
 */
final class PacketDrop implements AutoCloseable {

	/**
	 * Leaves the filters of others alone: the preference of ours is the port. The program
	 * for the kernel reads: IPv4, TCP, to this port? 2 (drop), else -1 (go on).
	 */
	private static final String SCRIPT = """
			trap '' HUP INT TERM
			tc qdisc add dev lo clsact 2>/dev/null
			trap 'tc filter del dev lo ingress pref %1$d
				[ -n "$(tc filter show dev lo ingress)" ] || tc qdisc del dev lo clsact' EXIT
			tc filter add dev lo ingress pref %1$d protocol ip bpf direct-action bytecode \
			"9,40 0 0 12,21 0 6 2048,48 0 0 23,21 0 4 6,177 0 0 14,72 0 0 16,21 0 1 %1$d,6 0 0 2,6 0 0 4294967295" || exit
			echo cut
			read -r _""";

	private final Process process;

	private PacketDrop(Process process) {
		this.process = process;
	}

	/**
	 * Cuts.
	 * @throws NotPossible if this machine or this user cannot
	 */
	static PacketDrop before(int port) {
		try {
			Process process = new ProcessBuilder("setsid", "sh", "-c", SCRIPT.formatted(port)).redirectErrorStream(true)
				.start();
			BufferedReader reader = process.inputReader();
			String line = reader.readLine();
			if (!"cut".equals(line)) {
				throw new NotPossible("packets cannot be dropped here, it needs root and tc: %s %s".formatted(line,
						reader.lines().collect(Collectors.joining(" "))));
			}
			return new PacketDrop(process);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.process.getOutputStream().close();
			this.process.waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Tells that nothing can be cut here.
	 */
	static final class NotPossible extends IllegalStateException {

		private static final long serialVersionUID = 1L;

		NotPossible(String message) {
			super(message);
		}

	}

}
