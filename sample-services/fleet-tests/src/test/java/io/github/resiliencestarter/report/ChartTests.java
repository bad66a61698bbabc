package io.github.resiliencestarter.report;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a chart draws.
 */
class ChartTests {

	@Test
	void zerosAreALineAtTheBottom() {
		assertThat(draw(series(Contender.STARTER, 0, 0, 0)))
			.contains("<path class=\"line starter\" d=\"M111.7 166.0L231.0 166.0L350.3 166.0\">");
	}

	@Test
	void aPointThatStandsAloneHasAMarker() {
		assertThat(draw(series(Contender.HAPROXY, 4)))
			.contains("<path class=\"marker haproxy\" d=\"M231.0 24.0" + Contender.HAPROXY.marker());
	}

	@Test
	void whereNothingIsKnownTheLineHasAGap() {
		assertThat(draw(series(Contender.NONE, 1, 1, Double.NaN, 1, 1)))
			.containsPattern("class=\"line none\" d=\"M\\S+ \\S+L\\S+ \\S+M\\S+ \\S+L\\S+ \\S+\"");
	}

	@Test
	void theFaultIsShadedAsLongAsItLasted() {
		Figure fault = Figure.of(DoubleStream.of(1.5, 2));
		assertThat(Chart.counting("x", fault, List.of(series(Contender.STARTER, 0, 0, 0, 0))).draw("x").toString())
			.contains("<rect class=\"fault\" x=\"52.0\" y=\"24.0\" width=\"134.3\" height=\"142.0\">")
			.contains("<rect class=\"fault\" x=\"52.0\" y=\"24.0\" width=\"179.0\" height=\"142.0\">")
			.contains("seconds since the start of the fault");
	}

	@Test
	void withoutAFaultNothingIsShaded() {
		assertThat(draw(series(Contender.STARTER, 0, 0))).doesNotContain("<rect").contains(">seconds<");
	}

	@Test
	void thoseWhoCannotSeeAreToldTheHighestValues() {
		assertThat(draw(series(Contender.STARTER, 0, 0), series(Contender.STOCK, 0, 88)))
			.contains("role=\"img\"><title>kill it: failed. Maximum: starter 0, stock 88</title>");
	}

	private static String draw(Series... series) {
		return Chart.counting("failed", Figure.of(DoubleStream.empty()), List.of(series)).draw("kill it").toString();
	}

	private static Series series(Contender contender, double... values) {
		return new Series(contender,
				IntStream.range(0, values.length).mapToObj((i) -> new Series.Point(i + 0.5, values[i])).toList());
	}

}
