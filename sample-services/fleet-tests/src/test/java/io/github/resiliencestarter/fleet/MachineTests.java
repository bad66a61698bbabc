package io.github.resiliencestarter.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.resiliencestarter.fleet.Machine.Hold;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Machine} with a second JVM.
 */
@SuppressWarnings("try") // Closed at the end
class MachineTests {

	@TempDir
	private Path directory = Path.of("");

	@Test
	void severalHoldItTogether() throws IOException, InterruptedException {
		try (Other other = new Other(file(), false); Hold hold = new Machine(file()).hold(false)) {
			assertThat(other.process().isAlive()).isTrue();
			assertThat(hold.channel().isOpen()).isTrue();
		}
	}

	@Test
	void nobodyHoldsItWhileAnotherHoldsItAlone() throws Exception {
		isHeldOnlyAfter(new Other(file(), true), false);
	}

	@Test
	void nobodyHoldsItAloneWhileAnotherHoldsIt() throws Exception {
		isHeldOnlyAfter(new Other(file(), false), true);
	}

	private void isHeldOnlyAfter(Other other, boolean alone) throws Exception {
		CompletableFuture<Hold> waiting;
		try (other) {
			waiting = CompletableFuture.supplyAsync(() -> new Machine(file()).hold(alone));
			assertThatExceptionOfType(TimeoutException.class)
				.isThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS).close());
		}
		waiting.get(30, TimeUnit.SECONDS).close();
	}

	private Path file() {
		return this.directory.resolve("machine.lock");
	}

	/**
	 * JVM that holds the machine until it is closed.
	 *
	 * @param process its process
	 */
	record Other(Process process) implements AutoCloseable {

		Other(Path file, boolean alone) throws IOException {
			this(start(file, alone));
			BufferedReader output = this.process.inputReader();
			assertThat(output.readLine()).isEqualTo("held");
		}

		private static Process start(Path file, boolean alone) throws IOException {
			return new ProcessBuilder(Settings.java(), "-cp", System.getProperty("java.class.path"),
					Other.class.getName(), file.toString(), Boolean.toString(alone))
				.redirectError(ProcessBuilder.Redirect.INHERIT)
				.start();
		}

		public static void main(String[] arguments) throws IOException {
			try (Hold hold = new Machine(Path.of(arguments[0])).hold(Boolean.parseBoolean(arguments[1]))) {
				System.out.println("held");
				while (hold.channel().isOpen() && System.in.read() >= 0) {
					// Until the other process closes it
				}
			}
		}

		@Override
		public void close() throws IOException, InterruptedException {
			this.process.getOutputStream().close();
			this.process.waitFor();
		}

	}

}
