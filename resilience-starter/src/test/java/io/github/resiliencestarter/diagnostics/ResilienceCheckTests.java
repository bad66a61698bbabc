package io.github.resiliencestarter.diagnostics;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ResilienceCheckTests {

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	@Test
	void rightApplicationIsSaidToBeRightWithoutABeanBeingMade() {
		assertThat(check(Shop.class)).isTrue();
		assertThat(report()).isEqualTo("resilience-starter found no mistakes in " + Shop.class.getName());
	}

	@Test
	void wrongApplicationIsReported() {
		assertThat(check(Shop.class, "--resilience.client.timeot=3s")).isFalse();
		assertThat(report()).isEqualTo("""
				resilience-starter found a mistake:

				1. resilience.client.timeot (misspelled-key)
				   There is no such property.
				   Write resilience.client.timeout

				Change what the report lists. To start anyway, set resilience.diagnostics.rules.misspelled-key=warn""");
	}

	@Test
	void switchedOffIsNotSaidToBeRight() {
		assertThat(check(Shop.class, "--resilience.diagnostics.enabled=false")).isTrue();
		assertThat(report()).isEqualTo("resilience-starter has no rules to check in " + Shop.class.getName());
	}

	@Test
	void classThatStartsNothingIsRefused() {
		assertThatIllegalStateException().isThrownBy(() -> check(Idle.class))
			.withMessage(Idle.class.getName() + " does not run a SpringApplication");
	}

	private boolean check(Class<?> application, String... args) {
		return ResilienceCheck.check(application, args, new PrintStream(this.out, true, StandardCharsets.UTF_8));
	}

	private String report() {
		return this.out.toString(StandardCharsets.UTF_8).strip();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Shop {

		@Bean
		Runnable till() {
			throw new IllegalStateException("made for a check");
		}

		public static void main(String[] args) {
			SpringApplication.run(Shop.class, args);
		}

	}

	static class Idle {

		public static void main(String[] args) {
		}

	}

}
