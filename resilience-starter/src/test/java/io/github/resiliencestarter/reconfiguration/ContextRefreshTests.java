package io.github.resiliencestarter.reconfiguration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.guard.Attempt;
import io.github.resiliencestarter.guard.BlockingCall;
import io.github.resiliencestarter.guard.CallRejectedException;
import io.github.resiliencestarter.guard.Guard;
import io.github.resiliencestarter.guard.Guards;
import io.github.resiliencestarter.guard.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.context.refresh.ContextRefresher;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What {@code /actuator/refresh} does, in an application that reads its properties from a
 * file.
 */
@ExtendWith(OutputCaptureExtension.class)
class ContextRefreshTests {

	private static final String THRESHOLD = "resilience4j.circuitbreaker.instances.inventory.failure-rate-threshold";

	@TempDir
	private static Path directory;

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() throws IOException {
		write("40");
		context = new SpringApplicationBuilder(StarterContext.Everything.class).web(WebApplicationType.NONE)
			.run("--spring.config.location=" + directory.toUri(), "--spring.cloud.consul.enabled=false",
					"--spring.main.banner-mode=off");
	}

	@AfterAll
	static void close() {
		context.close();
	}

	@BeforeEach
	void reset() throws IOException {
		write("40");
		refresh();
		breaker().reset();
	}

	@Test
	void refreshKeepsAnOpenBreakerOpenAndChangesItsThreshold() throws IOException {
		breaker().transitionToOpenState();
		write("30");
		refresh();
		assertThat(breaker().getState()).isEqualTo(State.OPEN);
		assertThat(breaker().getCircuitBreakerConfig().getFailureRateThreshold()).isEqualTo(30);
	}

	@Test
	void unrelatedRefreshTouchesNoBreaker() throws IOException {
		CircuitBreaker before = breaker();
		write("40", "unrelated=2");
		assertThat(context.getBean(ContextRefresher.class).refresh()).contains("unrelated");
		assertThat(breaker()).isSameAs(before);
	}

	@Test
	void wrongValueKeepsTheThresholdAndTheNextRefreshMendsIt(CapturedOutput output) throws IOException {
		write("200");
		refresh();
		assertThat(breaker().getCircuitBreakerConfig().getFailureRateThreshold()).isEqualTo(40);
		assertThat(output).containsOnlyOnce("Correct " + THRESHOLD + "=200");
		write("30");
		refresh();
		assertThat(breaker().getCircuitBreakerConfig().getFailureRateThreshold()).isEqualTo(30);
	}

	@Test
	void guardUsesTheReplacementAtItsNextCall() throws Exception {
		Guard guard = Objects.requireNonNull(context.getBean(Guards.class).forTarget("inventory"));
		assertThat(guard.call(new Answer())).isEqualTo("answer");
		write("30");
		refresh();
		breaker().transitionToForcedOpenState();
		assertThatExceptionOfType(CallRejectedException.class).isThrownBy(() -> guard.call(new Answer()));
	}

	@Test
	void refreshLeavesTheLogClean(CapturedOutput output) throws IOException {
		write("30");
		refresh();
		assertThat(output).doesNotContain(" WARN ").doesNotContain(" ERROR ");
	}

	private static void refresh() {
		context.getBean(ContextRefresher.class).refresh();
	}

	private static CircuitBreaker breaker() {
		return context.getBean(CircuitBreakerRegistry.class).find("inventory").orElseThrow();
	}

	private static void write(String threshold, String... more) throws IOException {
		String text = THRESHOLD + "=" + threshold + "\n" + String.join("\n", more);
		Files.writeString(directory.resolve("application.properties"), text, StandardCharsets.UTF_8);
	}

	private static final class Answer implements BlockingCall<String> {

		@Override
		public String attempt(Attempt attempt) {
			return "answer";
		}

		@Override
		public Outcome outcomeOf(Throwable error) {
			return Outcome.UNRELATED;
		}

	}

}
