package example;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@link RegistryContract} for a registry that can be killed.
 */
@ExtendWith(OutputCaptureExtension.class)
abstract class RemoteRegistryContract extends RegistryContract {

	private static final Duration MANY_POLLS = Duration.ofSeconds(3);

	private Registry.Remote remote;

	@Override
	final Registry registry() throws Exception {
		this.remote = remote();
		return this.remote;
	}

	abstract Registry.Remote remote() throws Exception;

	@Test
	void keepsTheLastListWhileTheRegistryIsDead(CapturedOutput output) throws Exception {
		register("first", this.first, Map.of());
		start();
		assertThat(call()).isEqualTo("first");
		kill(output);
		double age = age();
		await().during(MANY_POLLS).atMost(LONGEST).until(() -> call().equals("first") && listed() == 1);
		assertThat(age()).isGreaterThan(age);
		this.remote.restart();
		register("second", this.second, Map.of());
		await().atMost(LONGEST).untilAsserted(() -> assertThat(calls(4)).contains("second"));
		await().atMost(LONGEST).untilAsserted(() -> assertThat(age()).isLessThan(age));
	}

	@Test
	void ejectsAnInstanceThatDiesWhileTheRegistryIsDead(CapturedOutput output) throws Exception {
		register("first", this.first, Map.of());
		register("second", this.second, Map.of());
		start();
		assertThat(calls(4)).contains("first", "second");
		kill(output);
		this.second.stop(0);
		assertThat(calls(20)).containsOnly("first");
		assertThat(listed()).isEqualTo(2);
		assertThat(ejections()).isPositive();
	}

	private void kill(CapturedOutput output) {
		this.remote.kill();
		await().atMost(LONGEST).until(() -> {
			call();
			return output.getOut().contains("using the last ");
		});
	}

}
