package io.github.resiliencestarter.annotation;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.tools.ToolProvider;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.util.ClassUtils;
import org.springframework.util.FileSystemUtils;

/**
 * Startup cost of 500 annotated methods, ten in each of 50 beans: with the starter,
 * without its checks, without its annotation support, and without the starter. The first
 * startup of each fork is cold.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 5)
@Fork(3)
public class StartupBenchmark {

	private static final int BEANS = 50;

	private static final int METHODS = 10;

	@Param({ "resilience.enabled=true", "resilience.diagnostics.enabled=false", "resilience.annotation.enabled=false",
			"resilience.enabled=false" })
	String property = "";

	private Path directory = Path.of("");

	private ClassLoader classLoader = StartupBenchmark.class.getClassLoader();

	/**
	 * Write and compile the beans.
	 * @throws IOException if they cannot be written
	 */
	@Setup
	public void compile() throws IOException {
		this.directory = Files.createTempDirectory("beans");
		List<String> arguments = new ArrayList<>(
				List.of("-proc:none", "-d", this.directory.toString(), "-cp", System.getProperty("java.class.path")));
		for (int i = 0; i < BEANS; i++) {
			Path source = this.directory.resolve("Bean" + i + ".java");
			Files.writeString(source, source(i), StandardCharsets.UTF_8);
			arguments.add(source.toString());
		}
		if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
			throw new IllegalStateException("The beans do not compile");
		}
		this.classLoader = new URLClassLoader(new URL[] { this.directory.toUri().toURL() }, this.classLoader);
	}

	private static String source(int bean) {
		StringBuilder source = new StringBuilder("import io.github.resilience4j.circuitbreaker.annotation.*;\n")
			.append("public class Bean%d {\n".formatted(bean));
		for (int i = 0; i < METHODS; i++) {
			source.append("@CircuitBreaker(name = \"target%1$d\", fallbackMethod = \"f%1$d\")".formatted(i))
				.append(" public String m%1$d(String key) { return key; }\n".formatted(i))
				.append("public String f%1$d(String key, Exception failure) { return key; }\n".formatted(i));
		}
		return source.append("}\n").toString();
	}

	/**
	 * Remove the beans.
	 * @throws IOException if they cannot be removed
	 */
	@TearDown
	public void remove() throws IOException {
		FileSystemUtils.deleteRecursively(this.directory);
	}

	/**
	 * Start the application, and close it.
	 * @return the number of its beans
	 */
	@Benchmark
	public int start() {
		Thread.currentThread().setContextClassLoader(this.classLoader);
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.resourceLoader(new DefaultResourceLoader(this.classLoader))
			.properties("spring.main.banner-mode=off", "logging.level.root=error", "spring.cloud.consul.enabled=false")
			.initializers((ConfigurableApplicationContext created) -> register((GenericApplicationContext) created))
			.run("--" + this.property)) {
			return context.getBeanDefinitionCount();
		}
	}

	private void register(GenericApplicationContext context) {
		for (int i = 0; i < BEANS; i++) {
			context.registerBean(ClassUtils.resolveClassName("Bean" + i, this.classLoader));
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
