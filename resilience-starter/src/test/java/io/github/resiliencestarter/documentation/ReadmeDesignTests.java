package io.github.resiliencestarter.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.resiliencestarter.guard.GuardAutoConfiguration;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The drawing of the packages is what the code says, and the types that the path of a
 * call names exist.
 */
class ReadmeDesignTests {

	private static final String BASE = "io.github.resiliencestarter";

	/**
	 * The condition on {@code resilience.enabled}, which all rooms use.
	 */
	private static final String EVERYWHERE = BASE + ".condition";

	private static final MarkdownPage DESIGN = new MarkdownPage("docs/design.md");

	private static final Pattern STEP = Pattern.compile("^\\| \\d+ \\| `(\\w+)` \\| `(\\w+)` \\|.*");

	/**
	 * Floors of the house, from the top to the bottom.
	 */
	private static final Map<String, List<String>> FLOORS = floors();

	private static Map<String, List<String>> floors() {
		Map<String, List<String>> floors = new LinkedHashMap<>();
		floors.put("observers", List.of("metrics", "endpoint", "diagnostics"));
		floors.put("live changes", List.of("control", "reconfiguration", "recovery"));
		floors.put("kinds of calls",
				List.of("annotation", "http", "edge", "grpc", "instances", "caller", "messaging", "fallback"));
		floors.put("protection", List.of("guard", "loadbalancing", "fault"));
		floors.put("foundation", List.of("deadline", "failure", "engines", "discovery", "registration", "defaults"));
		floors.put("base", List.of("context", "targets", "threads"));
		return floors;
	}

	@Test
	void drawingOfThePackagesIsTheCode() throws IOException {
		NavigableMap<String, Set<String>> uses = uses();
		assertThat(FLOORS.values().stream().flatMap(List::stream).toList()).containsAll(uses.keySet());
		StringBuilder drawing = new StringBuilder("```mermaid\nflowchart TB\n");
		FLOORS.forEach((floor, rooms) -> {
			List<String> built = rooms.stream().filter(uses::containsKey).toList();
			drawing.append("  subgraph %s[\"%s\"]\n".formatted(floor.replace(' ', '_'), floor));
			built.forEach((room) -> drawing.append("    ").append(room).append('\n'));
			drawing.append("  end\n");
		});
		uses.forEach((room, used) -> used.stream()
			.filter((other) -> used.stream().noneMatch((third) -> reaches(uses, third, other)))
			.forEach((other) -> drawing.append("  %s --> %s\n".formatted(room, other))));
		GeneratedTable.on(DESIGN.path(), "packages", "the code").assertIs(drawing.append("```\n").toString());
	}

	private static boolean reaches(Map<String, Set<String>> uses, String from, String to) {
		return uses.getOrDefault(from, Set.of())
			.stream()
			.anyMatch((next) -> next.equals(to) || reaches(uses, next, to));
	}

	private static NavigableMap<String, Set<String>> uses() {
		NavigableMap<String, Set<String>> uses = new TreeMap<>();
		Path classes = Path
			.of(GuardAutoConfiguration.class.getProtectionDomain().getCodeSource().getLocation().getPath());
		for (JavaClass type : new ClassFileImporter().importPath(classes)) {
			if (type.getPackageName().equals(EVERYWHERE)) {
				continue;
			}
			Set<String> used = uses.computeIfAbsent(room(type), (room) -> new TreeSet<>());
			for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
				JavaClass other = dependency.getTargetClass().getBaseComponentType();
				if (other.getPackageName().startsWith(BASE) && !other.getPackageName().equals(EVERYWHERE)
						&& !room(other).equals(room(type))) {
					used.add(room(other));
				}
			}
		}
		return uses;
	}

	private static String room(JavaClass type) {
		return type.getPackageName().substring(BASE.length() + 1).replaceFirst("\\..*", "");
	}

	@Test
	void typesOnThePathOfACallExist() {
		Stream<String> steps = DESIGN.text().lines().filter((line) -> STEP.matcher(line).matches());
		assertThat(steps).hasSizeGreaterThan(5)
			.map((step) -> STEP.matcher(step).replaceFirst("src/main/java/io/github/resiliencestarter/$2/$1.java"))
			.allMatch((file) -> Files.exists(Path.of(file)), "exists");
	}

}
