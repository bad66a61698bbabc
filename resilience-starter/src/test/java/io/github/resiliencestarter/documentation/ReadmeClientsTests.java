package io.github.resiliencestarter.documentation;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each cell of the table of protected clients names a test that exists.
 */
class ReadmeClientsTests {

	private static final MarkdownPage PAGE = new MarkdownPage("docs/guide/clients.md");

	private static final Pattern REFERENCE = Pattern.compile("(?m)^\\[([a-z-]+)]: (\\S+) \"([A-Za-z.]+)\"$");

	private static final Pattern CELL = Pattern.compile("\\[yes]\\[([a-z-]+)]");

	private static final String SOURCES = "src/test/java/";

	// Projects of their own, which are not on the class path
	private static final String CONSUMERS = "/src/it/";

	private static final int CELLS = 8;

	@Test
	void eachCellOfEachClientSaysWhetherItWorks() {
		List<List<String>> rows = PAGE.text()
			.lines()
			.filter((line) -> line.startsWith("| ") && !line.startsWith("| ---") && !line.startsWith("| Client"))
			.map((line) -> Arrays.stream(line.split("\\|")).map(String::strip).skip(2).toList())
			.toList();
		assertThat(rows).hasSizeGreaterThan(10)
			.allSatisfy((cells) -> assertThat(cells).hasSize(CELLS)
				.allMatch((cell) -> cell.equals("no") || CELL.matcher(cell).matches()));
	}

	@Test
	void eachCellHasATestAndEachTestACell() {
		List<String> cells = CELL.matcher(PAGE.text()).results().map((cell) -> cell.group(1)).toList();
		assertThat(cells).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(references().keySet());
	}

	@ParameterizedTest
	@MethodSource("referenceEntries")
	void testExists(Map.Entry<String, MatchResult> reference) throws ClassNotFoundException {
		String file = reference.getValue().group(2);
		String test = reference.getValue().group(3);
		assertThat(Path.of("../docs/guide").resolve(file)).isRegularFile();
		if (file.contains(CONSUMERS)) {
			assertThat(Path.of("../docs/guide").resolve(file)).content()
				.containsPattern("@Test\\s+(@EnabledIf\\(.*\\)\\s+)?void " + test + "\\(");
			return;
		}
		int dot = test.lastIndexOf('.');
		String nested = (dot >= 0) ? "$" + test.substring(0, dot) : "";
		String name = file.substring(file.indexOf(SOURCES) + SOURCES.length(), file.length() - ".java".length());
		Class<?> type = Class.forName(name.replace('/', '.') + nested);
		List<Method> methods = ReflectionSupport.findMethods(type,
				(method) -> method.getName().equals(test.substring(dot + 1))
						&& AnnotationSupport.isAnnotated(method, Testable.class),
				HierarchyTraversalMode.TOP_DOWN);
		assertThat(methods).isNotEmpty();
	}

	static Stream<Map.Entry<String, MatchResult>> referenceEntries() {
		return references().entrySet().stream();
	}

	private static Map<String, MatchResult> references() {
		return REFERENCE.matcher(PAGE.text())
			.results()
			.collect(Collectors.toMap((reference) -> reference.group(1), (reference) -> reference));
	}

}
