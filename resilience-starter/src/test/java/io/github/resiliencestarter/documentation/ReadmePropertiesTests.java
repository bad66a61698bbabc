package io.github.resiliencestarter.documentation;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of properties is the metadata, and no page names a property that there is
 * not.
 */
class ReadmePropertiesTests {

	private static final Pattern KEY = Pattern.compile("resilience\\.[a-z0-9.-]+[a-z0-9]");

	private static final Pattern TARGET = Pattern
		.compile("^(resilience\\.(?:client|loadbalancing|fallback)\\.)targets\\.[^.]+\\.");

	private final List<PropertyMetadata> properties = PropertyMetadata.all();

	@Test
	void tableOfPropertiesIsTheMetadata() throws IOException {
		StringBuilder table = new StringBuilder(
				"| Property | Type | Default | Description |\n| --- | --- | --- | --- |\n");
		String group = "";
		for (PropertyMetadata property : this.properties) {
			if (!property.group().equals(group)) {
				group = property.group();
				table.append("| **%s** | | | |\n".formatted(group));
			}
			table.append("| `%s` | %s | %s | %s |\n".formatted(property.name(), property.type(),
					property.defaultValue(), property.description()));
		}
		GeneratedTable.on("docs/reference/properties.md", "properties", "the configuration metadata")
			.assertIs(table.toString());
	}

	@Test
	void everyPropertyOnAPageExists() {
		MarkdownPage.forUsers()
			.forEach((page) -> assertThat(page.code()).as(page.path())
				.filteredOn((code) -> KEY.matcher(code).matches() && !isMeter(code) && !isOfOtherJar(code))
				.allMatch((code) -> isProperty(TARGET.matcher(code).replaceFirst("$1")), "is a property"));
	}

	/**
	 * Return whether a property has this name, or begins with it.
	 */
	private boolean isProperty(String name) {
		return this.properties.stream()
			.map(PropertyMetadata::name)
			.anyMatch((known) -> (known + ".").startsWith(name + "."));
	}

	/**
	 * Return whether a property belongs to another jar, which has its own test.
	 */
	private static boolean isOfOtherJar(String name) {
		return (name + ".").startsWith("resilience.outbox.") || (name + ".").startsWith("resilience.console.");
	}

	/**
	 * {@code ReadmeMetersTests} knows the meters.
	 */
	private static boolean isMeter(String code) {
		return new MarkdownPage("docs/reference/meters.md").code().contains(code);
	}

}
