package io.github.resiliencestarter.diagnostics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerProperties;
import io.github.resiliencestarter.documentation.MarkdownPage;
import io.github.resiliencestarter.guard.ClientProperties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody reads each key of the documentation's snippets of YAML.
 */
class ReadmeSettingsTests {

	private static final Pattern TARGET = Pattern
		.compile("^(resilience\\.(?:client|loadbalancing|fallback)\\.)targets\\.[^.]+\\.");

	private static final Pattern OF_OTHER_JARS = Pattern.compile("^resilience\\.(?:console|outbox)\\.");

	private static final Map<String, KnownKeys> KNOWN = Map.of("resilience",
			KnownKeysReader.read(ClientProperties.class).orElseThrow(), "resilience4j",
			KnownKeysReader.read(CircuitBreakerProperties.class).orElseThrow());

	@ParameterizedTest
	@MethodSource("yaml")
	void everyKeyOfASnippetIsRead(MarkdownPage.Block block) throws IOException {
		assertThat(keys(block)).isNotEmpty().allMatch(ReadmeSettingsTests::isRead, "is a key that is read");
	}

	static Stream<MarkdownPage.Block> yaml() {
		return MarkdownPage.blocks("yaml");
	}

	private static boolean isRead(String key) {
		if (OF_OTHER_JARS.matcher(key).find()) {
			return true;
		}
		KnownKeys known = KNOWN.get(key.substring(0, key.indexOf('.')));
		return known == null || contains(known, TARGET.matcher(key).replaceFirst("$1")) || contains(known, key);
	}

	private static boolean contains(KnownKeys known, String key) {
		return known.contains(List.of(key.split("\\.", -1)));
	}

	private static List<String> keys(MarkdownPage.Block block) throws IOException {
		List<PropertySource<?>> sources = new YamlPropertySourceLoader().load("snippet",
				new ByteArrayResource(block.text().getBytes(StandardCharsets.UTF_8)));
		return sources.stream()
			.flatMap((source) -> Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames()))
			.map((key) -> key.replaceFirst("\\[\\d+]$", ""))
			.toList();
	}

}
