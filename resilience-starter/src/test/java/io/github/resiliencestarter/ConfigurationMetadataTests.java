package io.github.resiliencestarter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a user's editor shows of our properties: all of them, described as Spring Boot
 * asks for.
 */
class ConfigurationMetadataTests {

	private static final Pattern CONDITIONS = Pattern
		.compile("\"(resilience\\.[a-z-]+(?:\\.[a-z-]+)*\\.enabled|resilience\\.enabled)\"");

	private final List<JsonNode> properties = read();

	@Test
	void everyPropertyIsInOurNamespaceAndDescribed() {
		assertThat(this.properties).isNotEmpty().allSatisfy((property) -> {
			String name = property.path("name").asString();
			String description = property.path("description").asString("");
			// Spring Boot generates the access of our endpoint
			assertThat(name).matches("(resilience|management\\.endpoint\\.resilience(overrides)?)\\..*");
			assertThat(description).as(name).isNotBlank().endsWith(".").doesNotStartWith("The ").doesNotStartWith("A ");
			if (property.path("type").asString().equals("java.lang.Boolean")) {
				assertThat(description).as(name).startsWith("Whether ");
			}
		});
	}

	@Test
	void noPropertyIsABareNumberOfTime() {
		assertThat(this.properties).noneMatch((property) -> property.path("type").asString().equals("java.lang.Long")
				&& property.path("name").asString().matches(".*(time|timeout|delay|interval|duration|wait).*"));
	}

	@Test
	void everySwitchInTheCodeIsDescribed() throws IOException {
		Set<String> described = new TreeSet<>(
				this.properties.stream().map((property) -> property.path("name").asString()).toList());
		try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
			Set<String> switches = new TreeSet<>();
			sources.filter((path) -> path.toString().endsWith(".java"))
				.map(ConfigurationMetadataTests::text)
				.forEach((text) -> {
					Matcher matcher = CONDITIONS.matcher(text);
					while (matcher.find()) {
						switches.add(matcher.group(1));
					}
				});
			assertThat(described).containsAll(switches);
		}
	}

	private static String text(Path path) {
		try {
			return Files.readString(path, StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<JsonNode> read() {
		JsonNode metadata = JsonMapper.shared()
			.readTree(Path.of("target/classes/META-INF/spring-configuration-metadata.json").toFile());
		return metadata.path("properties").valueStream().toList();
	}

}
