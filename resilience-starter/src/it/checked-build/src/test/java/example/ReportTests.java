package example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the check has told the build before any test ran.
 */
class ReportTests {

	@Test
	void rightApplicationIsSaidToBeRight() throws IOException {
		assertThat(Files.readString(Path.of("target/right.txt")))
			.contains("resilience-starter found no mistakes in example.RightApplication")
			.doesNotContain("Tomcat initialized");
	}

	@Test
	void wrongApplicationIsReported() throws IOException {
		assertThat(Files.readString(Path.of("target/wrong.txt"))).contains("""
				resilience-starter found 2 mistakes:

				1. resilience4j.circuitbreaker.failure-rate-threshold (misspelled-key)
				   'failure-rate-threshold' has no effect at this level.
				   Write resilience4j.circuitbreaker.instances.<name>.failure-rate-threshold for one instance, or resilience4j.circuitbreaker.configs.default.failure-rate-threshold for all

				2. example.WrongApplication$Inventory.stock(String) (fallback-signature)
				   Its @CircuitBreaker has no fallback 'none': 'int none(long, Exception)' of example.WrongApplication$Inventory does not take the method's parameters.
				   Write int none(String, Throwable), or int none(Throwable)
				""");
	}

}
