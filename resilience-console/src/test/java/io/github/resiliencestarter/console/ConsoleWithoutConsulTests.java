package io.github.resiliencestarter.console;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The console inside of an application without Spring Cloud Consul: in a JVM of its own,
 * with another class path.
 */
class ConsoleWithoutConsulTests {

	@Test
	void startsWithoutOverrides() throws Exception {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-Xmx128m", "-cp", classPath(), ConsoleWithoutConsulTests.class.getName())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(output).contains("bean resilienceConsoleFleetView", "bean resilienceConsoleSecurityFilterChain")
			.doesNotContain("bean resilienceConsoleOverrideStore");
	}

	private static String classPath() {
		return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !Path.of(entry).getFileName().toString().contains("consul"))
			.collect(Collectors.joining(File.pathSeparator));
	}

	/**
	 * Prints the beans.
	 * @param args no arguments
	 */
	public static void main(String[] args) {
		new WebApplicationContextRunner().withUserConfiguration(EmbeddedConsoleTests.Application.class)
			.withPropertyValues("spring.security.user.password=secret")
			.run((context) -> Stream.of(context.getBeanDefinitionNames())
				.forEach((name) -> System.out.println("bean " + name)));
	}

}
