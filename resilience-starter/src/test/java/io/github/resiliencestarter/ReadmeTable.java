package io.github.resiliencestarter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Table of the README that the code dictates: {@code mvn test -Dreadme.write=true} writes
 * it.
 */
public final class ReadmeTable {

	private static final Path README = Path.of("../README.md");

	private final String begin;

	private final String end;

	private ReadmeTable(String begin, String end) {
		this.begin = begin + "\n";
		this.end = end + "\n";
	}

	public static ReadmeTable between(String begin, String end) {
		return new ReadmeTable(begin, end);
	}

	public void assertIs(String table) throws IOException {
		String readme = Files.readString(README, StandardCharsets.UTF_8);
		int from = readme.indexOf(this.begin) + this.begin.length();
		int to = readme.indexOf(this.end);
		if (Boolean.getBoolean("readme.write")) {
			Files.writeString(README, readme.substring(0, from) + table + readme.substring(to), StandardCharsets.UTF_8);
		}
		else {
			assertThat(readme.substring(from, to))
				.as("README's table; run 'mvn test -pl resilience-starter -Dtest=Readme*Tests -Dreadme.write=true'")
				.isEqualTo(table);
		}
	}

}
