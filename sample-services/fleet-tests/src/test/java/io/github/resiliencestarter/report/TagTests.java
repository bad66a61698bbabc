package io.github.resiliencestarter.report;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is put into an element is text.
 */
class TagTests {

	@Test
	void textIsEscaped() {
		assertThat(Tag.of("td", "</td><script>alert('&')</script>"))
			.hasToString("<td>&lt;/td&gt;&lt;script&gt;alert('&amp;')&lt;/script&gt;</td>");
	}

	@Test
	void attributesAreEscaped() {
		assertThat(Tag.of("a", "x").with("href", "\" onclick=\"alert(1)<>&"))
			.hasToString("<a href=\"&quot; onclick=&quot;alert(1)&lt;&gt;&amp;\">x</a>");
	}

	@Test
	void whatNoDocumentMayHoldIsReplaced() {
		assertThat(Tag.of("td", "a\u0000b\ud800c\u202ed\ne")).hasToString("<td>a\ufffdb\ufffdc\ufffdd\ne</td>");
	}

	@Test
	void elementsStandOnLinesOfTheirOwnButThoseInRunningText() {
		assertThat(Tag.of("p", Tag.of("strong", "a")).text(" b").add(Tag.of("div"), Tag.of("meta")))
			.hasToString("<p><strong>a</strong> b\n<div></div>\n<meta></p>");
	}

}
