package io.github.resiliencestarter.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Element of HTML or SVG. Its content is escaped text or another element.
 */
final class Tag {

	private static final Set<String> WITHOUT_END = Set.of("meta");

	/**
	 * Elements without a line break before them, which would be visible or wasted.
	 */
	private static final Set<String> INLINE = Set.of("a", "code", "span", "strong", "small", "text", "title", "tspan");

	/**
	 * Characters that are not allowed in documents, and those that change the text
	 * direction.
	 */
	private static final Pattern CONTROL = Pattern
		.compile("[\\p{Cc}&&[^\\n\\t]]|\\p{Cs}|[\\u202A-\\u202E\\u2066-\\u2069]");

	private final String name;

	private final StringBuilder attributes = new StringBuilder();

	private final List<Object> content = new ArrayList<>();

	private Tag(String name) {
		this.name = name;
	}

	static Tag of(String name, Tag... children) {
		return new Tag(name).add(children);
	}

	static Tag of(String name, String text) {
		return new Tag(name).text(text);
	}

	Tag with(String attribute, Object value) {
		this.attributes.append(' ')
			.append(attribute)
			.append("=\"")
			.append(escape(String.valueOf(value)).replace("\"", "&quot;"))
			.append('"');
		return this;
	}

	Tag text(String text) {
		this.content.add(escape(text));
		return this;
	}

	Tag add(Tag... children) {
		this.content.addAll(List.of(children));
		return this;
	}

	Tag add(Stream<Tag> children) {
		children.forEach(this.content::add);
		return this;
	}

	private static String escape(String text) {
		return CONTROL.matcher(text)
			.replaceAll("\uFFFD")
			.replace("&", "&amp;")
			.replace("<", "&lt;")
			.replace(">", "&gt;");
	}

	@Override
	public String toString() {
		StringBuilder html = new StringBuilder();
		writeTo(html);
		return html.toString();
	}

	private void writeTo(StringBuilder html) {
		if (!html.isEmpty() && !INLINE.contains(this.name)) {
			html.append('\n');
		}
		html.append('<').append(this.name).append(this.attributes).append('>');
		for (Object each : this.content) {
			if (each instanceof Tag tag) {
				tag.writeTo(html);
			}
			else {
				html.append(each);
			}
		}
		if (!WITHOUT_END.contains(this.name)) {
			html.append("</").append(this.name).append('>');
		}
	}

}
