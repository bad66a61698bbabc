package io.github.resiliencestarter.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Comparison of the API with its record in {@code src/api}. {@code mvn test
 * -Dtest=ApiTests -Dapi.write=true} records additions; what has disappeared or changed is
 * edited by hand, and needs a line in {@code docs/upgrading.md}.
 */
class ApiTests {

	private static final Path RECORD = Path.of("src/api/0.1.0.txt");

	// Types and members that are public because another package of the module needs them
	private static final Path INTERNAL = Path.of("src/api/internal.txt");

	private final Set<String> recorded = read(RECORD);

	private final Set<String> internal = read(INTERNAL);

	private final Set<String> all = PublicApi.of(Path.of("target/classes")).lines();

	private final Set<String> present = this.all.stream()
		.filter((line) -> this.internal.stream().noneMatch((name) -> isOf(name, line)))
		.collect(Collectors.toSet());

	ApiTests() throws IOException {
	}

	@Test
	void nothingDisappearsOrChanges() {
		Set<String> missing = new TreeSet<>(this.recorded);
		missing.removeAll(this.present);
		assertThat(missing).as("in %s, but not in the code", RECORD).isEmpty();
	}

	@Test
	void additionsAreRecorded() throws IOException {
		Set<String> added = new TreeSet<>(this.present);
		added.removeAll(this.recorded);
		if (Boolean.getBoolean("api.write")) {
			added.addAll(this.recorded);
			Files.write(RECORD, added);
		}
		else {
			assertThat(added)
				.as("in the code, but not in %s: record them with -Dtest=ApiTests -Dapi.write=true, or list the type in %s",
						RECORD, INTERNAL)
				.isEmpty();
		}
	}

	@Test
	void internalTypesAndMembersExist() {
		assertThat(this.internal).as(INTERNAL.toString())
			.allSatisfy((name) -> assertThat(this.all).anyMatch((line) -> isOf(name, line)));
	}

	@Test
	void apiDoesNotMentionInternalTypes() {
		List<String> mentions = this.internal.stream()
			.flatMap((type) -> mentions(type).stream().map((line) -> type + " in: " + line))
			.toList();
		assertThat(mentions).isEmpty();
	}

	private static boolean isOf(String name, String line) {
		return line.startsWith(name) && ".$(<:".indexOf(line.charAt(name.length())) >= 0;
	}

	private Set<String> mentions(String type) {
		Pattern name = Pattern.compile("(?<![.\\w])" + Pattern.quote(type) + "(?!\\w)");
		return this.present.stream().filter((line) -> name.matcher(line).find()).collect(Collectors.toSet());
	}

	private static Set<String> read(Path file) throws IOException {
		return Files.exists(file) ? new TreeSet<>(Files.readAllLines(file)) : Set.of();
	}

}
