package io.github.resiliencestarter.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The page: the same results always give the same page, to the byte.
 */
final class ReportPage {

	private static final String QUESTION = "A calls B calls C, and C crashes, hangs, slows down, is overloaded: what does "
			+ "the user of A see?";

	private static final String READING = "A is the sample's storefront, B is orders, C is inventory. Requests come at "
			+ "times that do not depend on the answers. A request fails if its answer is neither a success nor a "
			+ "redirection, or has not come within 10 s; p50, p99 and max are those of all requests, failed ones too. All figures are those of the time in which the fault lasted, "
			+ "unless they say otherwise; of several runs they are the median, with the lowest and the highest below.";

	private final Results results;

	private final JmhTable jmh;

	ReportPage(Results results, JmhTable jmh) {
		this.results = results;
		this.jmh = jmh;
	}

	String html() {
		return "<!DOCTYPE html>\n" + Tag.of("html", head(), body()).with("lang", "en-GB") + "\n";
	}

	private static Tag head() {
		return Tag.of("head")
			.add(Tag.of("meta").with("charset", "utf-8"))
			.add(Tag.of("meta").with("name", "viewport").with("content", "width=device-width, initial-scale=1"))
			.add(Tag.of("meta")
				.with("http-equiv", "Content-Security-Policy")
				.with("content", "default-src 'none'; style-src 'unsafe-inline'"))
			.add(Tag.of("title", "The experiments"), Tag.of("style", styles()));
	}

	private static String styles() {
		try (InputStream css = Objects.requireNonNull(ReportPage.class.getResourceAsStream("report.css"))) {
			return "\n" + new String(css.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Tag body() {
		Tag main = Tag.of("main", Tag.of("header", Tag.of("h1", "The experiments"), Tag.of("p", QUESTION)));
		List<Experiment> experiments = this.results.experiments();
		if (experiments.isEmpty()) {
			return Tag.of("body", main.add(Tag.of("p", "No experiment has been run yet."))).add(benchmarks());
		}
		main.add(new SummarySection(experiments).tag(), setUps())
			.add(experiments.stream().map((experiment) -> new ExperimentSection(experiment).tag()))
			.add(benchmarks())
			.add(new ConditionsSection(this.results).tag());
		return Tag.of("body", main);
	}

	private static Tag setUps() {
		return Tag.of("section", Tag.of("h2", "The set-ups"), Tag.of("p", "The same three services, four times:"))
			.with("id", "set-ups")
			.add(Tag.of("ul")
				.with("class", "set-ups")
				.add(Stream.of(Contender.values())
					.map((contender) -> Tag.of("li", Legend.line(contender), Tag.of("strong", " " + contender))
						.text(": " + contender.says()))))
			.add(Tag.of("p", READING));
	}

	private Stream<Tag> benchmarks() {
		return Stream.of(this.jmh)
			.filter((table) -> !table.isEmpty())
			.map((table) -> Tag
				.of("section", Tag.of("h2", "What a call costs when nothing fails"), Tag.of("p", table.says()),
						table.tag())
				.with("id", "benchmarks"));
	}

}
