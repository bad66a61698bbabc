package example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import example.OpenLoop.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Experiment on a real etcd: three instances, each a process that keeps its own lease
 * alive, and one caller under constant load. An instance is killed, then etcd, then
 * another instance. The same without the starter, in the same run. Not a test by its
 * name, because it takes four minutes.
 */
class RegistryExperiment {

	@TempDir
	Path directory;

	@Test
	void comparesWithTheSameWithoutTheStarter() throws Exception {
		List<Phase> with = run("with", true);
		List<Phase> without = run("without", false);
		System.out.println();
		System.out.println("| Killed with SIGKILL | Calls | Failed | p99 | Failed without the starter | p99 without |");
		System.out.println("| --- | --- | --- | --- | --- | --- |");
		for (int i = 0; i < with.size(); i++) {
			Phase ours = with.get(i);
			Phase stock = without.get(i);
			System.out.printf("| %s | %d | %d | %d ms | %d | %d ms |%n", ours.name(), ours.calls(), ours.failed(),
					ours.p99(), stock.failed(), stock.p99());
		}
		assertThat(with).allMatch((phase) -> phase.calls() > 0);
		assertThat(failed(with)).isLessThan(failed(without));
	}

	private static long failed(List<Phase> phases) {
		return phases.stream().mapToLong(Phase::failed).sum();
	}

	private List<Phase> run(String name, boolean enabled) throws Exception {
		Path folder = Files.createDirectory(this.directory.resolve(name));
		List<Process> instances = new ArrayList<>();
		try (Etcd etcd = new Etcd(folder)) {
			for (int i = 1; i <= 3; i++) {
				instances.add(instance(etcd, "inventory-" + i, folder));
			}
			await().atMost(RegistryContract.LONGEST).until(() -> etcd.registered() == 3);
			SpringApplication application = new SpringApplication(ShopApplication.class);
			application.addInitializers(etcd::prepare);
			try (ConfigurableApplicationContext context = application.run("--spring.cloud.consul.enabled=false",
					"--resilience.enabled=" + enabled)) {
				RestClient client = context.getBean(RestClient.Builder.class).build();
				OpenLoop load = new OpenLoop(
						() -> client.get().uri("http://inventory/").retrieve().toEntity(String.class));
				List<Phase> phases = new ArrayList<>();
				load.run("warm-up", 15);
				phases.add(load.run("nothing", 10));
				kill(instances.get(0));
				phases.add(load.run("an instance", 25));
				etcd.kill();
				phases.add(load.run("etcd", 45));
				kill(instances.get(1));
				phases.add(load.run("an instance while etcd is dead", 15));
				return phases;
			}
		}
		finally {
			instances.forEach(Process::destroyForcibly);
		}
	}

	private static Process instance(Etcd etcd, String id, Path folder) throws IOException {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-cp",
				System.getProperty("java.class.path"), Target.class.getName(), etcd.url(), id)
			.redirectErrorStream(true)
			.redirectOutput(folder.resolve(id + ".log").toFile())
			.start();
	}

	private static void kill(Process process) {
		process.destroyForcibly().onExit().join();
	}

}
