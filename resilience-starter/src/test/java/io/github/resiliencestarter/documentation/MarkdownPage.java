package io.github.resiliencestarter.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Markdown page of the repository, read as GitHub reads it.
 *
 * @param path the path, relative to the root of the repository
 */
public record MarkdownPage(String path) {

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final Set<String> SKIPPED = Set.of(".git", "node_modules", "target");

	private static final Pattern FENCE = Pattern.compile("(?ms)^```([a-z]*)\\R(.*?)^```$");

	private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+?) *$");

	private static final Pattern ANCHOR = Pattern.compile("<a (?:id|name)=\"([^\"]+)\">");

	private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)|(?:src|href)=\"([^\"]+)\"");

	private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");

	/**
	 * Return all pages.
	 */
	public static List<MarkdownPage> all() {
		try (Stream<Path> files = Files.walk(ROOT)) {
			return files.filter((file) -> file.getFileName().toString().endsWith(".md"))
				.map(ROOT::relativize)
				.filter(MarkdownPage::isOurs)
				.map((file) -> new MarkdownPage(file.toString()))
				.sorted((a, b) -> a.path().compareTo(b.path()))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isOurs(Path file) {
		for (Path element : file) {
			if (SKIPPED.contains(element.toString())) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Return the README and the pages below {@code docs}: those for users.
	 */
	static Stream<MarkdownPage> forUsers() {
		return all().stream().filter((page) -> page.path().equals("README.md") || page.path().startsWith("docs/"));
	}

	/**
	 * Return all blocks of a language on the pages for users.
	 */
	public static Stream<Block> blocks(String language) {
		return forUsers().flatMap((page) -> page.blocksOf(language));
	}

	/**
	 * Return the file.
	 */
	public Path file() {
		return ROOT.resolve(this.path);
	}

	/**
	 * Return the text.
	 */
	public String text() {
		try {
			return Files.readString(file(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Stream<Block> blocksOf(String language) {
		return matches(FENCE, text()).filter((match) -> match.group(1).equals(language))
			.map((match) -> new Block(this, lineOf(match.start()), match.group(2)));
	}

	private int lineOf(int index) {
		return (int) text().substring(0, index).lines().count() + 1;
	}

	/**
	 * Return the anchors that links can end in.
	 */
	Set<String> anchors() {
		String text = withoutBlocks();
		Set<String> anchors = matches(ANCHOR, text).map((match) -> match.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
		matches(HEADING, text).map((match) -> slug(match.group(1))).forEach(anchors::add);
		return anchors;
	}

	private static String slug(String heading) {
		return heading.replaceAll("]\\([^)]*\\)", "")
			.toLowerCase(Locale.ROOT)
			.replaceAll("[^\\p{L}\\p{N} _-]", "")
			.replace(' ', '-');
	}

	/**
	 * Return where the links lead.
	 */
	List<String> links() {
		return matches(LINK, CODE.matcher(withoutBlocks()).replaceAll(""))
			.map((match) -> (match.group(1) != null) ? match.group(1) : match.group(2))
			.toList();
	}

	/**
	 * Return what is set in code within sentences and tables.
	 */
	List<String> code() {
		return matches(CODE, withoutBlocks()).map((match) -> match.group(1)).toList();
	}

	private String withoutBlocks() {
		return FENCE.matcher(text()).replaceAll("");
	}

	private static Stream<MatchResult> matches(Pattern pattern, String text) {
		Matcher matcher = pattern.matcher(text);
		return matcher.results();
	}

	@Override
	public String toString() {
		return this.path;
	}

	/**
	 * Fenced block of code.
	 *
	 * @param page the page
	 * @param line the line that it begins on
	 * @param text the code
	 */
	public record Block(MarkdownPage page, int line, String text) {

		@Override
		public String toString() {
			return this.page + ":" + this.line;
		}

	}

}
