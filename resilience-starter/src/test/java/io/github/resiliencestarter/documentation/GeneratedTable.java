package io.github.resiliencestarter.documentation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Table of a page that the code dictates. {@code mvn test -Dreadme.write=true} writes it
 * between {@code <!-- NAME: generated from SOURCE -->} and {@code <!-- end of NAME -->}.
 */
public final class GeneratedTable {

	private final MarkdownPage page;

	private final String begin;

	private final String end;

	private GeneratedTable(MarkdownPage page, String begin, String end) {
		this.page = page;
		this.begin = begin;
		this.end = end;
	}

	/**
	 * Return a table.
	 * @param page the path of the page
	 * @param name the name of the table
	 * @param source what it is generated from
	 */
	public static GeneratedTable on(String page, String name, String source) {
		return new GeneratedTable(new MarkdownPage(page), "<!-- %s: generated from %s -->\n".formatted(name, source),
				"<!-- end of %s -->\n".formatted(name));
	}

	/**
	 * Assert that the page has this table, or write it.
	 */
	public void assertIs(String table) throws IOException {
		String text = this.page.text();
		assertThat(text).as(this.page.path()).containsOnlyOnce(this.begin).containsOnlyOnce(this.end);
		int from = text.indexOf(this.begin) + this.begin.length();
		int to = text.indexOf(this.end);
		if (Boolean.getBoolean("readme.write")) {
			Files.writeString(this.page.file(), text.substring(0, from) + table + text.substring(to),
					StandardCharsets.UTF_8);
		}
		else {
			assertThat(text.substring(from, to))
				.as("%s; run 'mvn test -pl resilience-starter -Dtest=Readme*Tests -Dreadme.write=true'", this.page)
				.isEqualTo(table);
		}
	}

}
