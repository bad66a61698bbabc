package io.github.resiliencestarter.aot;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.context.aot.AbstractAotProcessor.Settings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The starter in an application that is processed ahead of time as for a native image,
 * compiled, and started on the JVM.
 */
class AotTests {

	private static final String[] ARGUMENTS = { "--spring.main.web-application-type=none",
			"--spring.main.banner-mode=off", "--spring.cloud.consul.enabled=false",
			"--spring.cloud.refresh.enabled=false", "--spring.grpc.client.channel.inventory.default.deadline=5s",
			"--spring.cloud.loadbalancer.eager-load.clients=inventory",
			"--resilience.grpc.client.targets.inventory.idempotent-methods=test.Inventory/*",
			"--resilience4j.retry.instances.other.ignore-exceptions=" + AotApplication.NamedException.class.getName() };

	@TempDir
	private static Path directory;

	@BeforeAll
	static void processAheadOfTime() throws IOException {
		Settings settings = Settings.builder()
			.sourceOutput(directory.resolve("sources"))
			.resourceOutput(directory.resolve("resources"))
			.classOutput(directory.resolve("classes"))
			.groupId("test")
			.artifactId("test")
			.build();
		new SpringApplicationAotProcessor(AotApplication.class, settings, ARGUMENTS).process();
		compile();
	}

	@Test
	void annotatedBeanDefaultsAndReconfigurationWorkInTheStartedApplication() throws Exception {
		assertThat(start()).contains("own fallback: instead of No stock", "calls: 1", "default threshold: 10",
				"reconfigured: true", "changed threshold: 3");
	}

	@Test
	void fallbacksAndAnnotatedMethodsCanBeCalledByReflection() {
		assertThat(methodsOf(AotApplication.Stock.class)).contains("own", "instead", "other");
		assertThat(methodsOf(AotApplication.Elsewhere.class)).contains("answer");
	}

	@Test
	void classesThatPropertiesNameAreFound() {
		assertThat(types()).contains(AotApplication.NamedException.class.getName(),
				"io.github.resiliencestarter.failure.IgnoredFailurePredicate",
				"io.github.resiliencestarter.failure.RetryableFailurePredicate");
	}

	@Test
	void propertiesOfChannelsAndMethodsCanBeBound() {
		for (String type : List.of("DiscoveryTargets$Channel", "DiscoveryTargets$Channel$Default",
				"GrpcClientProperties$Target")) {
			assertThat(methodsOf("io.github.resiliencestarter.grpc.client." + type)).as(type).contains("<init>");
		}
	}

	@Test
	void loadBalancerOfChannelsIsInTheImage() {
		assertThat(types()).contains("io.github.resiliencestarter.grpc.client.InstanceBalancerProvider");
		assertThat(metadata().path("resources").toString()).contains("META-INF/services/io.grpc.LoadBalancerProvider");
	}

	@Test
	void channelOfAStubIsDiscoveredInTheStartedApplication() throws Exception {
		assertThat(start()).contains("channel: inventory UNAVAILABLE No instance of 'inventory' is known");
	}

	@Test
	void defaultsAreInTheImage() {
		assertThat(metadata().path("resources").toString())
			.contains("io/github/resiliencestarter/defaults/resilience-defaults.properties");
	}

	private static List<String> types() {
		return metadata().path("reflection").valueStream().map((entry) -> entry.path("type").asString("")).toList();
	}

	private static List<String> methodsOf(Class<?> type) {
		return methodsOf(type.getName());
	}

	private static List<String> methodsOf(String type) {
		return metadata().path("reflection")
			.valueStream()
			.filter((entry) -> entry.path("type").asString("").equals(type))
			.flatMap((entry) -> entry.path("methods").valueStream())
			.map((method) -> method.path("name").asString())
			.toList();
	}

	private static JsonNode metadata() {
		return JsonMapper.shared()
			.readTree(
					directory.resolve("resources/META-INF/native-image/test/test/reachability-metadata.json").toFile());
	}

	private static void compile() throws IOException {
		List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-parameters", "-d",
				directory.resolve("classes").toString(), "-cp", classPath()));
		try (Stream<Path> sources = Files.walk(directory.resolve("sources"))) {
			sources.map(Path::toString).filter((name) -> name.endsWith(".java")).forEach(arguments::add);
		}
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		Path errors = directory.resolve("errors");
		try (var out = Files.newOutputStream(errors)) {
			int result = compiler.run(null, out, out, arguments.toArray(String[]::new));
			assertThat(result).as(() -> text(errors)).isZero();
		}
	}

	private static String start() throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Dspring.aot.enabled=true",
						"-cp", classPath(), AotApplication.class.getName()));
		command.addAll(Arrays.asList(ARGUMENTS));
		Path output = directory.resolve("output");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		try {
			assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(() -> text(output)).isTrue();
			assertThat(process.exitValue()).as(() -> text(output)).isZero();
		}
		finally {
			process.destroyForcibly();
		}
		return text(output);
	}

	private static String classPath() {
		return String.join(File.pathSeparator, directory.resolve("classes").toString(),
				directory.resolve("resources").toString(), System.getProperty("java.class.path"));
	}

	private static String text(Path file) {
		try {
			return Files.readString(file, StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
