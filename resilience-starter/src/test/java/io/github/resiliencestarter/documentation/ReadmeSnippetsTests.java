package io.github.resiliencestarter.documentation;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Snippets of Java compile, with the imports that an editor would add; snippets of XML
 * are well-formed and name the versions of this build.
 */
class ReadmeSnippetsTests {

	private static final String IMPORTS = Stream
		.of("java.io.IOException", "java.math.BigDecimal", "java.net.InetSocketAddress", "java.net.Socket",
				"java.sql.*", "java.time.Duration", "java.util.List", "java.util.Map", "java.util.Optional",
				"java.util.concurrent.CompletableFuture", "java.util.concurrent.CompletionStage",
				"javax.sql.DataSource", "io.github.resilience4j.bulkhead.annotation.Bulkhead",
				"io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker",
				"io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry",
				"io.github.resilience4j.ratelimiter.annotation.RateLimiter",
				"io.github.resilience4j.retry.annotation.Retry",
				"io.github.resilience4j.timelimiter.annotation.TimeLimiter",
				"io.github.resiliencestarter.annotation.LastGoodAnswer", "io.github.resiliencestarter.failure.*",
				"io.github.resiliencestarter.fallback.LastGoodKey", "io.github.resiliencestarter.guard.*",
				"io.github.resiliencestarter.http.ApacheHttpClientGuard", "io.github.resiliencestarter.http.Idempotent",
				"io.github.resiliencestarter.http.JdkHttpClientGuard", "io.github.resiliencestarter.http.Unguarded",
				"io.github.resiliencestarter.instances.*", "io.github.resiliencestarter.reconfiguration.*",
				"io.github.resiliencestarter.targets.SettingChange", "io.grpc.ManagedChannelBuilder",
				"io.grpc.StatusRuntimeException", "io.grpc.health.v1.*",
				"org.apache.hc.client5.http.impl.classic.CloseableHttpClient",
				"org.apache.hc.client5.http.impl.classic.HttpClientBuilder", "org.junit.jupiter.api.Test",
				"org.springframework.beans.factory.annotation.Autowired", "org.springframework.boot.SpringApplication",
				"org.springframework.boot.autoconfigure.SpringBootApplication",
				"org.springframework.boot.test.context.SpringBootTest",
				"org.springframework.cloud.client.ServiceInstance",
				"org.springframework.cloud.client.circuitbreaker.httpservice.HttpServiceFallback",
				"org.springframework.cloud.client.circuitbreaker.CircuitBreakerFactory",
				"org.springframework.cloud.client.loadbalancer.LoadBalanced",
				"org.springframework.cloud.openfeign.FeignClient", "org.springframework.context.annotation.Bean",
				"org.springframework.context.annotation.Configuration",
				"org.springframework.grpc.client.GrpcChannelBuilderCustomizer", "org.springframework.http.*",
				"org.springframework.scheduling.annotation.Scheduled",
				"org.springframework.security.authentication.AnonymousAuthenticationToken",
				"org.springframework.security.core.Authentication",
				"org.springframework.security.core.authority.AuthorityUtils",
				"org.springframework.security.oauth2.client.*", "org.springframework.security.oauth2.client.endpoint.*",
				"org.springframework.security.oauth2.client.registration.ClientRegistrationRepository",
				"org.springframework.security.oauth2.client.web.client.OAuth2ClientHttpRequestInterceptor",
				"org.springframework.stereotype.*", "org.springframework.web.bind.annotation.*",
				"org.springframework.web.client.*", "org.springframework.web.service.annotation.GetExchange",
				"org.springframework.web.service.registry.ImportHttpServices",
				"static org.assertj.core.api.Assertions.assertThat")
		.map((name) -> "import " + name + ";")
		.reduce("", String::concat);

	/**
	 * What the snippets take for granted.
	 */
	private static final String SHOP = """
			record Stock(String sku, int available) {
				static final Stock UNKNOWN = new Stock("?", 0);
			}
			""";

	@ParameterizedTest
	@MethodSource("java")
	void snippetOfJavaCompiles(MarkdownPage.Block block, @TempDir Path classes) throws IOException {
		JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
		StringWriter messages = new StringWriter();
		String shop = block.text().contains("record Stock(") ? "" : SHOP;
		boolean compiled = compiler
			.getTask(messages, null, null,
					List.of("-proc:none", "-parameters", "-d", classes.toString(), "-classpath",
							System.getProperty("java.class.path")),
					null, List.of(new Source("package shop;" + IMPORTS + "\n" + block.text() + shop)))
			.call();
		assertThat(compiled).as(messages::toString).isTrue();
	}

	// The module resilience-outbox compiles those of its own page
	static Stream<MarkdownPage.Block> java() {
		return MarkdownPage.blocks("java").filter((block) -> !block.page().path().equals("docs/guide/outbox.md"));
	}

	@ParameterizedTest
	@MethodSource("xml")
	void snippetOfXmlIsWellFormed(MarkdownPage.Block block) {
		assertThatNoException().isThrownBy(() -> DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new InputSource(new StringReader("<snippet>" + block.text() + "</snippet>"))));
	}

	@ParameterizedTest
	@MethodSource("xml")
	void snippetOfXmlNamesTheVersionsOfThisBuild(MarkdownPage.Block block) {
		String build = new MarkdownPage("pom.xml").text();
		assertThat(block.text().lines())
			.filteredOn((line) -> line.contains("<version>") && !block.text().contains("<plugin>"))
			.allSatisfy((line) -> assertThat(build).contains(line.replaceAll(".*<version>|</version>.*", "")));
	}

	static Stream<MarkdownPage.Block> xml() {
		return MarkdownPage.blocks("xml");
	}

	private static final class Source extends SimpleJavaFileObject {

		private final String code;

		Source(String code) {
			super(URI.create("string:///shop/Snippet.java"), JavaFileObject.Kind.SOURCE);
			this.code = code;
		}

		/**
		 * A snippet may have several public types.
		 */
		@Override
		public boolean isNameCompatible(String simpleName, JavaFileObject.Kind kind) {
			return kind == JavaFileObject.Kind.SOURCE;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.code;
		}

	}

}
