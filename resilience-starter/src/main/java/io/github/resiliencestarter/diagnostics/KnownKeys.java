package io.github.resiliencestarter.diagnostics;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Tree of the keys that are used: the elements that can follow an element of a key.
 */
final class KnownKeys {

	private final Map<String, KnownKeys> children = new TreeMap<>();

	private @Nullable KnownKeys any;

	private boolean value;

	/**
	 * Return the node of a key, which is created if it does not exist.
	 * @param key the key, relative to this node, in its dashed form
	 */
	KnownKeys at(String key) {
		int dot = key.indexOf('.');
		if (dot < 0) {
			return this.children.computeIfAbsent(key, (name) -> new KnownKeys());
		}
		return at(key.substring(0, dot)).at(key.substring(dot + 1));
	}

	/**
	 * Allow a value at this node and, in a list or map of values, below it.
	 */
	void mayHaveValue() {
		this.value = true;
	}

	/**
	 * Return the node below any name that the user may choose.
	 */
	KnownKeys anyName() {
		if (this.any == null) {
			this.any = new KnownKeys();
		}
		return this.any;
	}

	/**
	 * Return the node below an element of a key, in any spelling.
	 */
	@Nullable KnownKeys child(String element) {
		String wanted = uniform(element);
		return this.children.entrySet()
			.stream()
			.filter((child) -> uniform(child.getKey()).equals(wanted))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Return the node of a key, with its elements in any spelling.
	 */
	@Nullable KnownKeys find(List<String> elements) {
		KnownKeys node = this;
		for (String element : elements) {
			node = (node != null) ? node.child(element) : null;
		}
		return node;
	}

	/**
	 * Return whether an environment variable is used: its underscores may be dots or
	 * dashes.
	 * @param elements what is between the underscores
	 */
	boolean containsVariable(List<String> elements) {
		if (elements.isEmpty() || isLeaf()) {
			return this.value;
		}
		for (int end = 1; end <= elements.size(); end++) {
			KnownKeys next = child(String.join("-", elements.subList(0, end)));
			next = (next != null) ? next : this.any;
			if (next != null && next.containsVariable(elements.subList(end, elements.size()))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return whether a key is used.
	 * @param elements the elements of the key, from this node on
	 */
	boolean contains(List<String> elements) {
		if (elements.isEmpty() || isLeaf()) {
			return this.value;
		}
		KnownKeys next = child(elements.get(0));
		next = (next != null) ? next : this.any;
		return next != null && next.contains(elements.subList(1, elements.size()));
	}

	private boolean isLeaf() {
		return this.children.isEmpty() && this.any == null;
	}

	/**
	 * Return the keys of as many elements as one that somebody has written; where the
	 * user may choose a name, it is the written one.
	 * @param written the elements of the key, from this node on
	 */
	Stream<String> similarTo(List<String> written) {
		Stream.Builder<String> keys = Stream.builder();
		collect("", written, (key, node) -> {
			if (node.value) {
				keys.add(key);
			}
		});
		return keys.build();
	}

	/**
	 * Return what may follow after the beginning, as far as it is known, of a key that is
	 * not.
	 */
	String choices(List<String> elements) {
		KnownKeys child = elements.isEmpty() ? this : child(elements.get(0));
		KnownKeys next = (child != null) ? child : this.any;
		if (next == null || next == this || next.isLeaf()) {
			return String.join(", ", this.children.keySet());
		}
		return next.choices(elements.subList(1, elements.size()));
	}

	private void collect(String prefix, List<String> written, BiConsumer<String, KnownKeys> keys) {
		if (written.isEmpty()) {
			keys.accept(prefix, this);
			return;
		}
		List<String> rest = written.subList(1, written.size());
		String start = prefix.isEmpty() ? "" : prefix + ".";
		this.children.forEach((name, child) -> child.collect(start + name, rest, keys));
		if (this.any != null) {
			this.any.collect(start + written.get(0), rest, keys);
		}
	}

	private static String uniform(String element) {
		return element.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
	}

}
