package io.github.resiliencestarter.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of the documentation names all properties, and no others.
 * {@code -Dreadme.write=true} writes the table.
 */
@EnabledIf("hasMetadata")
class ConsoleDocumentationTests {

	private static final Path PAGE = Path.of("../docs/guide/console.md");

	private static final String BEGIN = "<!-- properties of the console: generated from the configuration metadata -->\n";

	private static final String END = "<!-- end of properties of the console -->";

	private static final Pattern KEY = Pattern.compile("`(resilience\\.console\\.[a-z.-]*[a-z])[=`]");

	static boolean hasMetadata() {
		return ConsoleDocumentationTests.class.getResource("/META-INF/spring-configuration-metadata.json") != null;
	}

	private static List<JsonNode> properties() throws IOException {
		try (var stream = ConsoleProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			return JsonMapper.shared()
				.readTree(stream)
				.path("properties")
				.valueStream()
				.sorted(java.util.Comparator.comparing((JsonNode property) -> property.path("name").asString()))
				.toList();
		}
	}

	@Test
	void tableOfPropertiesIsTheMetadata() throws IOException {
		StringBuilder table = new StringBuilder("| Property | Default | Description |\n| --- | --- | --- |\n");
		for (JsonNode property : properties()) {
			table.append("| `%s` | %s | %s |\n".formatted(property.path("name").asString(),
					value(property.path("defaultValue")), property.path("description").asString()));
		}
		String page = Files.readString(PAGE);
		int from = page.indexOf(BEGIN) + BEGIN.length();
		int to = page.indexOf(END);
		if (Boolean.getBoolean("readme.write")) {
			Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
		}
		else {
			assertThat(page.substring(from, to)).isEqualTo(table.toString());
		}
	}

	private static String value(JsonNode value) {
		if (value.isMissingNode() || (value.isArray() && value.isEmpty())) {
			return "";
		}
		return value.isArray() ? "`" + String.join(",", value.valueStream().map(JsonNode::asString).toList()) + "`"
				: "`" + value.asString() + "`";
	}

	@Test
	void everyPropertyIsDescribed() throws IOException {
		assertThat(properties()).isNotEmpty().allSatisfy((property) -> {
			String name = property.path("name").asString();
			assertThat(name).startsWith("resilience.console.");
			assertThat(property.path("description").asString("")).as(name).endsWith(".").doesNotStartWith("The ");
		});
	}

	@Test
	void everyPropertyOnThePageExists() throws IOException {
		List<String> known = properties().stream().map((property) -> property.path("name").asString()).toList();
		assertThat(KEY.matcher(Files.readString(PAGE)).results().map((MatchResult match) -> match.group(1)))
			.isNotEmpty()
			.allMatch((key) -> known.stream().anyMatch((name) -> (name + ".").startsWith(key + ".")), "is a property");
	}

}
