package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import io.github.resiliencestarter.fleet.Fleet.Instance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for starting and stopping the fleet, repeatedly and after failures.
 */
@ExtendWith(FleetExtension.class)
class FleetLifecycleIT {

	@Test
	void goingUpAgainStartsNothingTwice(Fleet fleet) {
		List<Instance> before = fleet.status();
		fleet.up();
		assertThat(fleet.status()).isEqualTo(before);
		assertThat(fleet.command("start", "haproxy").err()).contains("this fleet has no HAProxy");
	}

	@Test
	void goingUpAfterACrashStartsWhatDied(Fleet fleet) {
		List<Instance> before = fleet.status();
		fleet.kill("consul");
		assertThat(fleet.status()).extracting(Instance::consul).containsOnly("absent");
		fleet.kill("orders-1");
		fleet.kill("prometheus");
		fleet.up();
		List<Instance> after = fleet.status();
		assertThat(after).allMatch(Instance::isPassing);
		assertThat(after).extracting(Instance::port)
			.containsExactlyElementsOf(before.stream().map(Instance::port).toList());
		assertThat(after).filteredOn((instance) -> !before.contains(instance))
			.extracting(Instance::name)
			.containsExactly("orders-1", "consul", "prometheus");
	}

	@Test
	void anInstanceThatIsStoppedSignsOffFirst(Fleet fleet) {
		fleet.stop("orders-2");
		Instance stopped = fleet.instance("orders-2");
		assertThat(stopped.pid()).isNull();
		assertThat(stopped.consul()).isEqualTo("absent");
		assertThat(fleet.command("stop", "orders-2").orFail()).isEqualTo("orders-2 is not running\n");
		assertThat(fleet.command("kill", "orders-2").exitCode()).isEqualTo(1);
		fleet.start("orders-2");
		assertThat(fleet.instance("orders-2").isPassing()).isTrue();
		assertThat(fleet.command("start", "orders-2").orFail()).startsWith("orders-2 is already running");
	}

	@Test
	void goingDownLeavesNoProcess(Fleet fleet) {
		List<Long> pids = fleet.status().stream().map(Instance::pid).filter(Objects::nonNull).toList();
		assertThat(pids).hasSize(7);
		// Ignores a plain SIGTERM
		fleet.pause("inventory-1");
		assertThat(fleet.command("down").orFail()).contains("stopped inventory-1 (pid ");
		assertThat(pids).noneMatch(Fleet::isRunning);
		assertThat(fleet.status()).extracting(Instance::pid).containsOnlyNulls();
		assertThat(fleet.command("down").orFail()).isEmpty();
		assertThat(fleet.command("fault", "orders-1", "none").exitCode()).isEqualTo(1);
	}

	@Test
	void theSpareInstanceIsStartedByItsNameAlone(Fleet fleet) {
		assertThat(fleet.status()).extracting(Instance::name).doesNotContain("inventory-3");
		fleet.start("inventory-3");
		assertThat(fleet.instance("inventory-3").isPassing()).isTrue();
		assertThat(fleet.get("inventory-3", "/stock/1").body()).contains("inventory-3");
		fleet.fault("inventory-3", "error=100%");
		assertThat(fleet.get("inventory-3", "/stock/1").status()).isEqualTo(500);
		fleet.stop("inventory-3");
		fleet.up();
		assertThat(fleet.status()).extracting(Instance::name).doesNotContain("inventory-3");
	}

	@Test
	void allListenersAreOnLoopback(Fleet fleet) throws IOException {
		Collection<Integer> ports = Ports.read(fleet.home().resolve("ports")).all().values();
		assertThat(ports).contains(fleet.instance("orders-1").port(), fleet.instance("consul").port());
		for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
			assertThat(Files.readAllLines(Path.of(table)).stream().skip(1).map(Listener::parse))
				.filteredOn((listener) -> listener.listens() && ports.contains(listener.port()))
				.allMatch(Listener::isOnLoopback);
		}
	}

	@Test
	void theTokenOfTheFaultsIsTheUsersOwn(Fleet fleet) throws IOException {
		assertThat(Files.getPosixFilePermissions(fleet.home().resolve("token")))
			.containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
	}

	/**
	 * A line in the kernel's socket table.
	 *
	 * @param address the local address in hexadecimal
	 * @param port the local port
	 * @param state the state in hexadecimal
	 */
	private record Listener(String address, int port, String state) {

		static Listener parse(String line) {
			String[] fields = line.trim().split("\\s+", -1);
			int colon = fields[1].lastIndexOf(':');
			return new Listener(fields[1].substring(0, colon), Integer.parseInt(fields[1].substring(colon + 1), 16),
					fields[3]);
		}

		boolean listens() {
			return this.state.equals("0A");
		}

		/**
		 * 127.0.0.1, also as IPv6 writes it.
		 */
		boolean isOnLoopback() {
			return this.address.equals("0100007F") || this.address.equals("0000000000000000FFFF00000100007F");
		}

	}

}
