package io.github.resiliencestarter.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Committed file, or a part of it, that is generated from the results with
 * {@code mvn test -Dreport.write=true}.
 */
final class Committed {

	private static final String AGAIN = "%s; run 'mvn test -pl sample-services/fleet-tests -am -Dtest=ReportPageTests "
			+ "-Dsurefire.failIfNoSpecifiedTests=false -Dreport.write=true'";

	private final Path file;

	private final String begin;

	private final String end;

	private Committed(Path file, String begin, String end) {
		this.file = file;
		this.begin = begin;
		this.end = end;
	}

	static Committed file(Path file) {
		return new Committed(file, "", "");
	}

	/**
	 * The part between two lines of a file.
	 */
	static Committed between(Path file, String begin, String end) {
		return new Committed(file, begin + "\n", end + "\n");
	}

	void assertIs(String content) throws IOException {
		if (Boolean.getBoolean("report.write")) {
			Files.writeString(this.file, before() + content + after(), StandardCharsets.UTF_8);
		}
		assertThat(this.file).as(AGAIN, this.file.getFileName())
			.exists()
			.content(StandardCharsets.UTF_8)
			.isEqualTo(before() + content + after());
	}

	private String before() throws IOException {
		return this.begin.isEmpty() ? "" : read().substring(0, indexOf(this.begin) + this.begin.length());
	}

	private String after() throws IOException {
		return this.end.isEmpty() ? "" : read().substring(indexOf(this.end));
	}

	private int indexOf(String line) throws IOException {
		assertThat(read()).contains(line);
		return read().indexOf(line);
	}

	private String read() throws IOException {
		return Files.readString(this.file, StandardCharsets.UTF_8);
	}

}
