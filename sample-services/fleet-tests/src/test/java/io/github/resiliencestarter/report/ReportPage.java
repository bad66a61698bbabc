package io.github.resiliencestarter.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The report page. The same results always produce the same page, byte for byte.
 */
final class ReportPage {

	private static final String QUESTION = "Service A calls B, and B calls C. What do the users of A see when C "
			+ "crashes, hangs, slows down or is overloaded?";

	private static final String READING = "A is the storefront of the sample services, B is orders, and C is "
			+ "inventory. The load is open-loop: requests are sent at fixed times, independent of earlier "
			+ "responses. A request fails if its response is neither 2xx nor 3xx, or does not arrive within 10 "
			+ "s. p50, p99 and max include failed requests. All figures cover the time of the fault unless "
			+ "stated otherwise. For several runs, they are medians, with the range below.";

	private final Results results;

	private final JmhTable jmh;

	ReportPage(Results results, JmhTable jmh) {
		this.results = results;
		this.jmh = jmh;
	}

	String html() {
		return "<!DOCTYPE html>\n" + Tag.of("html", head(), body()).with("lang", "en-US") + "\n";
	}

	private static Tag head() {
		return Tag.of("head")
			.add(Tag.of("meta").with("charset", "utf-8"))
			.add(Tag.of("meta").with("name", "viewport").with("content", "width=device-width, initial-scale=1"))
			.add(Tag.of("meta")
				.with("http-equiv", "Content-Security-Policy")
				.with("content", "default-src 'none'; style-src 'unsafe-inline'"))
			.add(Tag.of("title", "Experiments"), Tag.of("style", styles()));
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
		Tag main = Tag.of("main", Tag.of("header", Tag.of("h1", "Experiments"), Tag.of("p", QUESTION)));
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
		return Tag.of("section", Tag.of("h2", "Setups"), Tag.of("p", "The same three services in four setups:"))
			.with("id", "setups")
			.add(Tag.of("ul")
				.with("class", "setups")
				.add(Stream.of(Contender.values())
					.map((contender) -> Tag.of("li", Legend.line(contender), Tag.of("strong", " " + contender))
						.text(": " + contender.says()))))
			.add(Tag.of("p", READING));
	}

	private Stream<Tag> benchmarks() {
		return Stream.of(this.jmh)
			.filter((table) -> !table.isEmpty())
			.map((table) -> Tag
				.of("section", Tag.of("h2", "Cost of a call without failures"), Tag.of("p", table.says()), table.tag())
				.with("id", "benchmarks"));
	}

}
