package io.github.resiliencestarter.annotation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.timelimiter.annotation.TimeLimiter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that neither the starter nor Resilience4j keeps a JVM alive after its work is
 * done. Each test starts its own JVM.
 */
class EndOfJvmTests {

	private static final int PATIENCE_SECONDS = 90;

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "close", "open", "keep-alive-zero", "keep-alive-long", "spring-aspects" })
	void jvmEndsAfterAThreadPoolBulkheadWasUsed(String mode) throws Exception {
		assertThat(run(mode)).contains("called on bulkhead-pool", "main ends", "work in flight is done");
	}

	private String run(String mode) throws IOException, InterruptedException {
		Path output = this.directory.resolve("output.txt");
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-cp", System.getProperty("java.class.path"), Batch.class.getName(), mode));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		try {
			assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(() -> "JVM has ended: " + read(output))
				.isTrue();
			return read(output);
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static String read(Path output) {
		try {
			return Files.readString(output);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Batch {

		public static void main(String[] args) {
			String mode = args[0];
			ConfigurableApplicationContext context = new SpringApplicationBuilder(Batch.class)
				.web(WebApplicationType.NONE)
				.properties(properties(mode))
				.run();
			Work work = context.getBean(Work.class);
			System.out.println("called on " + work.call().join());
			System.out.println("in flight: " + !work.slow().isDone());
			work.retried();
			// Resilience4j's aspects have their own threads for these
			if (!mode.equals("spring-aspects")) {
				work.limited().join();
			}
			if (mode.equals("close")) {
				context.close();
			}
			System.out.println("main ends");
		}

		private static String[] properties(String mode) {
			Stream<String> own = switch (mode) {
				case "keep-alive-zero" ->
					Stream.of("resilience4j.thread-pool-bulkhead.configs.default.keep-alive-duration=0ms");
				case "keep-alive-long" ->
					Stream.of("resilience4j.thread-pool-bulkhead.configs.default.keep-alive-duration=1h");
				case "spring-aspects" -> Stream.of("resilience.annotation.enabled=false");
				default -> Stream.of();
			};
			return Stream.concat(own, Stream.of("spring.main.banner-mode=off", "spring.cloud.consul.enabled=false",
					"resilience.client.attempt-timeout=200ms"))
				.toArray(String[]::new);
		}

		@Bean
		Work work(RestClient.Builder builder) {
			return new Work(builder.build());
		}

	}

	static class Work {

		private final RestClient client;

		Work(RestClient client) {
			this.client = client;
		}

		@Bulkhead(name = "pool", type = Bulkhead.Type.THREADPOOL)
		CompletableFuture<String> call() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

		@Bulkhead(name = "pool", type = Bulkhead.Type.THREADPOOL)
		CompletableFuture<String> slow() {
			try {
				boolean told = new CountDownLatch(1).await(1500, TimeUnit.MILLISECONDS);
				System.out.println(told ? "told" : "worked");
			}
			catch (InterruptedException ex) {
				System.out.println("interrupted");
			}
			System.out.println("work in flight is done");
			return CompletableFuture.completedFuture("");
		}

		@TimeLimiter(name = "limited")
		@Retry(name = "limited")
		CompletableFuture<String> limited() {
			return CompletableFuture.completedFuture("");
		}

		void retried() {
			try {
				this.client.get().uri("http://localhost:1/").retrieve().toBodilessEntity();
			}
			catch (RuntimeException ex) {
				System.out.println("nobody there");
			}
		}

	}

}
