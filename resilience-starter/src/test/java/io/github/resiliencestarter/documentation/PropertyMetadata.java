package io.github.resiliencestarter.documentation;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

import io.github.resiliencestarter.guard.GuardAutoConfiguration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Property of the starter, as its configuration metadata describes it.
 *
 * @param name the name
 * @param type the type in Markdown
 * @param defaultValue the default in Markdown; empty if there is none
 * @param description the description
 */
record PropertyMetadata(String name, String type, String defaultValue, String description) {

	static List<PropertyMetadata> all() {
		String classes = GuardAutoConfiguration.class.getProtectionDomain().getCodeSource().getLocation().getPath();
		JsonNode metadata = JsonMapper.shared()
			.readTree(Path.of(classes, "META-INF/spring-configuration-metadata.json").toFile());
		return metadata.path("properties")
			.valueStream()
			.map(PropertyMetadata::of)
			.sorted(Comparator.comparing(PropertyMetadata::group).thenComparing(PropertyMetadata::name))
			.toList();
	}

	private static PropertyMetadata of(JsonNode property) {
		return new PropertyMetadata(property.path("name").asString(), type(property.path("type").asString()),
				value(property.path("defaultValue")), property.path("description").asString());
	}

	private static String type(String type) {
		return "`" + type.replaceAll("[a-z0-9]+\\.|[A-Z]\\w*\\$", "").replace(",", ", ") + "`";
	}

	private static String value(JsonNode value) {
		if (value.isMissingNode() || (value.isArray() && value.isEmpty())) {
			return "";
		}
		return "`" + (value.isArray() ? value.get(0).asString() : value.asString()) + "`";
	}

	/**
	 * Return the feature that the property is about.
	 */
	String group() {
		String[] elements = this.name.split("\\.", -1);
		return (elements.length > 2) ? elements[0] + "." + elements[1] : "";
	}

}
