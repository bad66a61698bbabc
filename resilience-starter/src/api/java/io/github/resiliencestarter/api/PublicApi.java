package io.github.resiliencestarter.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.asm.ClassReader;
import org.springframework.util.ClassUtils;

/**
 * What users of a module can refer to, with one line for each type, member and property.
 * A line contains all that breaks a user if it changes.
 */
final class PublicApi {

	private static final String BASE = "io.github.resiliencestarter.";

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private static final Set<String> OF_EACH_OBJECT = Set.of("equals", "hashCode", "toString");

	private final Path classes;

	private final List<Class<?>> types;

	private PublicApi(Path classes, List<Class<?>> types) {
		this.classes = classes;
		this.types = types;
	}

	/**
	 * Read the types of a module, without initializing them.
	 * @param classes the directory with the module's classes
	 * @return the API
	 */
	static PublicApi of(Path classes) throws IOException {
		try (Stream<Path> files = Files.walk(classes.resolve(BASE.replace('.', '/')))) {
			List<Class<?>> types = files.map((file) -> classes.relativize(file).toString())
				.filter((file) -> file.endsWith(".class") && !file.endsWith("package-info.class"))
				.filter((file) -> hasPublicOuterType(classes, file))
				.sorted()
				.<Class<?>>map((file) -> type(file.substring(0, file.length() - ".class".length()).replace('/', '.')))
				.filter(PublicApi::isPublic)
				.toList();
			return new PublicApi(classes, types);
		}
	}

	// Others are not loaded: they may extend types of optional libraries that this class
	// path lacks
	private static boolean hasPublicOuterType(Path classes, String file) {
		Path outer = classes.resolve(file.replaceFirst("(\\$.*)?\\.class$", ".class"));
		try {
			return Modifier.isPublic(new ClassReader(Files.readAllBytes(outer)).getAccess());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Class<?> type(String name) {
		return ClassUtils.resolveClassName(name, PublicApi.class.getClassLoader());
	}

	private static boolean isPublic(Class<?> type) {
		Class<?> outer = type.getEnclosingClass();
		return isVisible(type.getModifiers()) && (outer == null || isPublic(outer));
	}

	private static boolean isVisible(int modifiers) {
		return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
	}

	/**
	 * Return the lines of all types, members and properties.
	 * @return the lines, sorted
	 */
	Set<String> lines() throws IOException {
		Set<String> lines = new TreeSet<>(properties());
		for (Class<?> type : this.types) {
			lines.add(describe(type));
			Stream.of(type.getDeclaredFields())
				.filter((field) -> isVisible(field.getModifiers()) && !field.isSynthetic())
				.forEach((field) -> lines.add(describe(field)));
			Stream.<Executable>concat(Stream.of(type.getDeclaredConstructors()), Stream.of(type.getDeclaredMethods()))
				.filter((member) -> isVisible(member.getModifiers()) && !member.isSynthetic())
				.filter((member) -> !OF_EACH_OBJECT.contains(member.getName()))
				.forEach((member) -> lines.add(describe(member)));
		}
		return lines;
	}

	private static String describe(Class<?> type) {
		List<Type> supertypes = Stream
			.concat(Stream.ofNullable(type.getGenericSuperclass()), Arrays.stream(type.getGenericInterfaces()))
			.filter((supertype) -> supertype != Object.class)
			.toList();
		String extended = supertypes.isEmpty() ? ""
				: " extends " + supertypes.stream()
					.map((supertype) -> shorten(supertype.getTypeName()))
					.sorted()
					.collect(Collectors.joining(", "));
		return shorten(type.getName()) + parameters(type) + ": " + kind(type) + extended
				+ modifiers(type.getModifiers() & ~(type.isInterface() ? Modifier.ABSTRACT : 0));
	}

	private static String kind(Class<?> type) {
		if (type.isInterface()) {
			return (type.isSealed() ? "sealed " : "") + (type.isAnnotation() ? "annotation" : "interface");
		}
		return type.isEnum() ? "enum" : (type.isRecord() ? "record" : "class");
	}

	private static String parameters(Class<?> type) {
		return (type.getTypeParameters().length == 0) ? ""
				: Arrays.stream(type.getTypeParameters())
					.map((parameter) -> parameter.getName() + Arrays.stream(parameter.getBounds())
						.filter((bound) -> bound != Object.class)
						.map((bound) -> " extends " + shorten(bound.getTypeName()))
						.collect(Collectors.joining()))
					.collect(Collectors.joining(", ", "<", ">"));
	}

	private static String describe(Field field) {
		return shorten(field.getDeclaringClass().getName()) + "." + field.getName() + ": "
				+ type(field.getAnnotatedType(), field.getGenericType()) + modifiers(field.getModifiers());
	}

	private static String describe(Executable member) {
		String parameters = Arrays.stream(member.getParameters())
			.map(PublicApi::describe)
			.collect(Collectors.joining(", ", "(", ")"));
		String failures = Arrays.stream(member.getGenericExceptionTypes())
			.map((failure) -> " throws " + shorten(failure.getTypeName()))
			.sorted()
			.collect(Collectors.joining());
		String name = (member instanceof Method method) ? method.getName() : "new";
		String result = (member instanceof Method method) ? result(method) : "";
		return shorten(member.getDeclaringClass().getName()) + "." + name + parameters + result + failures
				+ modifiers(member.getModifiers());
	}

	private static String result(Method method) {
		boolean optional = method.isDefault() || method.getDefaultValue() != null;
		return ": " + type(method.getAnnotatedReturnType(), method.getGenericReturnType())
				+ (optional ? " with default" : "");
	}

	private static String describe(Parameter parameter) {
		return type(parameter.getAnnotatedType(), parameter.getParameterizedType());
	}

	private static String modifiers(int modifiers) {
		int relevant = modifiers & (Modifier.PROTECTED | Modifier.STATIC | Modifier.FINAL | Modifier.ABSTRACT);
		return (relevant != 0) ? " [" + Modifier.toString(relevant) + "]" : "";
	}

	private static String type(AnnotatedType annotated, Type type) {
		return (annotated.isAnnotationPresent(Nullable.class) ? "@Nullable " : "") + shorten(type.getTypeName());
	}

	private static String shorten(String text) {
		return text.replace(BASE, "").replaceAll("\\bjava\\.(lang|util|time|util\\.function)\\.(?=[A-Z])", "");
	}

	private List<String> properties() throws IOException {
		Path metadata = this.classes.resolve(METADATA);
		if (!Files.exists(metadata)) {
			return List.of();
		}
		return JsonMapper.shared()
			.readTree(Files.readString(metadata))
			.path("properties")
			.valueStream()
			.map((property) -> "property " + property.path("name").asString() + ": "
					+ shorten(property.path("type").asString()))
			.toList();
	}

}
