package io.github.resiliencestarter.report;

import java.io.StringReader;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the page.
 */
class PageTests {

	private static final String HOSTILE = "</title></style><script>alert(\"1\")</script> & | `x`";

	@Test
	void withoutResultsThePageSaysSo() {
		assertThat(page()).contains("No experiment has been run yet.").doesNotContain("<table");
	}

	@Test
	void hostileTextIsOnlyText() throws Exception {
		Lines run = Lines.run(HOSTILE, "starter", 0).put("says", HOSTILE).put("commit", HOSTILE);
		run.json().withObject("marks").put(HOSTILE, 1);
		run.json().withObject("machine").put(HOSTILE, HOSTILE);
		run.json().withArray("bars").addObject().put("text", HOSTILE).put("met", false);
		for (String path : new String[] { "/", HOSTILE }) {
			run.json().withObject("paths").putObject(path).set("during", Lines.account(1, 0));
		}
		String page = page(run, Lines.notRun(HOSTILE, "none", HOSTILE));
		assertThat(page).doesNotContain("<script").contains("&lt;script&gt;alert");
		assertThatIsWellFormed(page);
	}

	@Test
	void nothingComesFromAnotherHost() {
		assertThat(page(Lines.run("crash", "none", 1))).doesNotContain("http:", "https:", "url(", "src=", "@import")
			.contains("default-src 'none'");
	}

	@Test
	void failuresAreColouredAndWorded() {
		assertThat(page(Lines.run("crash", "starter", 0), Lines.run("crash", "none", 8)))
			.contains("<td class=\"level nobody\"><strong>0 %</strong><small>none failed</small>")
			.contains("<td class=\"level most\"><strong>80 %</strong><small>most failed</small>");
	}

	@Test
	void aSetUpThatIsMissingIsADashAndOneThatWasNotRunSaysWhy() {
		assertThat(page(Lines.run("crash", "starter", 0), Lines.notRun("crash", "haproxy", "no HAProxy here")))
			.contains("<td>–</td>\n<td>–</td>\n<td>not run</td>")
			.contains("<strong>haproxy</strong> was not run: no HAProxy here")
			.doesNotContain("line haproxy\" d=\"M44");
	}

	@Test
	void anExperimentThatWasNeverRunHasNoChart() {
		assertThat(page(Lines.notRun("crash", "starter", "no port")))
			.contains("<strong>starter</strong> was not run: no port")
			.doesNotContain("role=\"img\"");
	}

	@Test
	void eachPathHasARow() {
		Lines run = Lines.run("slow", "starter", 0);
		run.json().withObject("paths").putObject("/checkout/1").set("during", Lines.account(10, 5));
		run.json().withObject("paths").putObject("/ping").set("during", Lines.account(10, 0));
		assertThat(page(run)).contains("scope=\"rowgroup\" rowspan=\"2\"")
			.contains("<th scope=\"row\">/checkout/1</th>\n<td>50 %</td>")
			.contains("<th scope=\"row\">/ping</th>\n<td>0 %</td>")
			.contains("<span> /ping</span><small></small></th>\n<td class=\"level nobody\">");
	}

	@Test
	void anotherLoadWhileTheFaultLastsIsSaid() {
		Lines run = Lines.run("overload", "starter", 0);
		run.json().set("during", Lines.account(400, 0));
		assertThat(page(run)).contains("10 requests per second are sent, 40 during the fault. ");
		assertThat(page(Lines.run("crash", "starter", 0))).contains("10 requests per second are sent. ");
	}

	@Test
	void furtherFaultsHaveATableOfTheirOwn() {
		assertThat(page(Lines.run("cut", "starter", 0), Lines.run("crash", "starter", 0)))
			.containsSubsequence("<caption>Experiments<", ">crash</a>", "<caption>Further faults<", ">cut</a>");
	}

	@Test
	void barsAreMetOrMissedInWords() {
		assertThat(page(Lines.run("crash", "starter", 1))).contains(">1 of 1 missed</td>")
			.contains("<th scope=\"row\">0 failed</th>\n<td class=\"missed\">missed</td>");
		assertThat(page(Lines.run("crash", "starter", 0))).contains(">all 1 met</td>");
	}

	@Test
	void chartsOfWhatIsNotKnownAreLeftOut() {
		Lines run = Lines.run("crash", "starter", 0);
		run.json().withObject("seconds").putArray("open").addNull().addNull();
		run.json().withObject("seconds").putArray("threads").add(100).add(120);
		assertThat(page(run)).contains("live threads of all services")
			.doesNotContain("circuit breakers that are not closed");
	}

	@Test
	void benchmarksAreATable() {
		String json = """
				[{"jmhVersion":"1.37","vmName":"VM","jdkVersion":"17","benchmark":"a.b.PickBenchmark.leastLoaded","threads":1,
				"params":{"instances":"10"},"primaryMetric":{"score":41.26,"scoreError":"NaN","scoreUnit":"ns/op"},
				"secondaryMetrics":{"gc.alloc.rate.norm":{"score":112.004}}},
				{"benchmark":"a.b.NewBenchmark.unknown","threads":8,"primaryMetric":{"score":1234,"scoreError":5,
				"scoreUnit":"ms/op"}}]""";
		Results results = Lines.results(Lines.run("crash", "none", 0));
		assertThat(new ReportPage(results, new JmhTable(JsonMapper.shared().readTree(json))).html())
			.contains("JMH 1.37, VM 17")
			.contains(
					cells("Pick", "the starter: the less loaded of two", "1", "instances 10", "41.3 ns", "–", "112 B"))
			.contains(cells("New", "unknown", "8", "–", "1234 ms", "± 5.00 ms", "–"));
	}

	private static String cells(String head, String... cells) {
		return "<th scope=\"row\">%s</th>\n<td>%s</td>".formatted(head, String.join("</td>\n<td>", cells));
	}

	private static String page(Lines... lines) {
		return new ReportPage(Lines.results(lines), JmhTable.NONE).html();
	}

	private static void assertThatIsWellFormed(String page) throws Exception {
		String xml = page.replaceAll("<meta[^>]*", "$0/");
		DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new InputSource(new StringReader(xml.replace("<!DOCTYPE html>", ""))));
	}

}
