package io.github.resiliencestarter.report;

import java.util.List;
import java.util.stream.Stream;

/**
 * Table with a header row and a header column, in a box that scrolls if the page is
 * narrow.
 */
final class Table {

	private final Tag rows;

	private final Tag box;

	private Table(String caption, Tag rows) {
		this.rows = rows;
		this.box = Tag.of("div", Tag.of("table", Tag.of("caption", caption), rows))
			.with("class", "scroll")
			.with("tabindex", 0)
			.with("role", "region")
			.with("aria-label", caption);
	}

	static Table of(String caption, List<String> head) {
		Table table = new Table(caption, Tag.of("tbody"));
		table.rows.add(Tag.of("tr").add(head.stream().map((each) -> Tag.of("th", each).with("scope", "col"))));
		return table;
	}

	/**
	 * A row of texts.
	 */
	Table row(String head, List<String> cells) {
		return row(Tag.of("th", head).with("scope", "row"), cells.stream().map((cell) -> Tag.of("td", cell)));
	}

	Table row(Tag head, Stream<Tag> cells) {
		this.rows.add(Tag.of("tr", head).add(cells));
		return this;
	}

	Tag tag() {
		return this.box;
	}

}
