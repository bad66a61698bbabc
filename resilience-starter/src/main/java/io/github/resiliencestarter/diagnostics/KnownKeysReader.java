package io.github.resiliencestarter.diagnostics;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

import org.jspecify.annotations.Nullable;

/**
 * Reader of the keys of a library, from its configuration metadata and the setters and
 * record components of the types that it binds.
 */
final class KnownKeysReader {

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private static final Pattern MAP = Pattern.compile("java\\.util\\.Map<java\\.lang\\.String,(.+)>");

	private KnownKeysReader() {
	}

	/**
	 * Read the keys of the library that a type is from.
	 * @param type the type
	 * @return the keys; empty if the library has lost its metadata, as in a native image
	 */
	static Optional<KnownKeys> read(Class<?> type) {
		try (InputStream metadata = metadataOf(type)) {
			return (metadata != null) ? Optional.of(read(new String(metadata.readAllBytes(), StandardCharsets.UTF_8)))
					: Optional.empty();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static @Nullable InputStream metadataOf(Class<?> type) throws IOException {
		String file = ClassUtils.convertClassNameToResourcePath(type.getName()) + ".class";
		URL url = type.getResource("/" + file);
		if (url == null || !url.toString().endsWith(file)) {
			return null;
		}
		try {
			return URI.create(url.toString().substring(0, url.toString().length() - file.length()) + METADATA)
				.toURL()
				.openStream();
		}
		catch (IOException ex) {
			return null;
		}
	}

	private static KnownKeys read(String metadata) {
		KnownKeys keys = new KnownKeys();
		Object properties = JsonParserFactory.getJsonParser().parseMap(metadata).get("properties");
		if (properties instanceof List<?> list) {
			for (Object property : list) {
				if (property instanceof Map<?, ?> map && map.get("name") instanceof String name) {
					add(keys.at(name), String.valueOf(map.get("type")));
				}
			}
		}
		return keys;
	}

	private static void add(KnownKeys key, String type) {
		Matcher map = MAP.matcher(type);
		if (!map.matches()) {
			key.mayHaveValue();
			return;
		}
		Class<?> valueType = ClassUtils.resolveClassName(map.group(1), KnownKeysReader.class.getClassLoader());
		if (valueType.isEnum() || valueType.getName().startsWith("java.")) {
			key.anyName().mayHaveValue();
		}
		else if (valueType.isRecord()) {
			addComponents(key.anyName(), valueType);
		}
		else {
			addSetters(key.anyName(), valueType);
		}
	}

	private static void addComponents(KnownKeys key, Class<?> type) {
		for (RecordComponent component : type.getRecordComponents()) {
			KnownKeys property = key.at(DataObjectPropertyName.toDashedForm(component.getName()));
			if (component.getType().isRecord()) {
				addComponents(property, component.getType());
			}
			else if (Map.class.isAssignableFrom(component.getType())) {
				property.anyName().mayHaveValue();
			}
			else {
				property.mayHaveValue();
			}
		}
	}

	private static void addSetters(KnownKeys key, Class<?> type) {
		for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type)) {
			if (Modifier.isPublic(method.getModifiers()) && method.getName().startsWith("set")
					&& method.getParameterCount() == 1) {
				String property = StringUtils.uncapitalize(method.getName().substring("set".length()));
				key.at(DataObjectPropertyName.toDashedForm(property)).mayHaveValue();
			}
		}
	}

}
