package io.github.resiliencestarter.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The page in a real browser. {@code -Dpictures=DIRECTORY} also takes its pictures.
 */
class ConsolePageTests {

	private static final String HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>\u202e'\"`${1}";

	private static RunningConsole console;

	private static Chromium browser;

	@BeforeAll
	static void start() {
		assumeThat(Chromium.find()).as("Chromium on the PATH").isPresent();
		console = RunningConsole.start(RunningConsole.USERS,
				"resilience.console.links.boards=https://grafana.example.org/d/fleet?var-target={target}",
				"resilience.console.links.runbook=https://wiki.example.org/runbook",
				"resilience.console.links.traces=https://traces.example.org/search?service={application}");
		SampleFleet.fill(console.fleet());
		browser = Chromium.start(Chromium.find().orElseThrow());
		browser.size(1280, 800, false);
	}

	@AfterAll
	static void stop() {
		if (browser != null) {
			browser.close();
			console.close();
		}
	}

	@BeforeEach
	void open() {
		console.store().list().forEach((entry) -> console.store().delete(entry.id(), entry.index()));
		browser.forgetProblems();
		browser.signIn("writer");
		browser.open(console.uri("/"));
		browser.waitFor("document.querySelectorAll('.row').length > 5 && !document.querySelector('#create').hidden");
	}

	@Test
	void worstDependencyComesFirst() {
		browser.waitFor("document.querySelector('.row').textContent.includes('40 of 40')");
		assertThat(browser.text(".row:first-child")).contains("orders", "inventory", "40 of 40",
				"82 % of 10 calls failed");
		assertThat(browser.text("#stats")).contains("open", "instances", "unreachable");
		assertThat(browser.problems()).isEmpty();
	}

	@Test
	void filterLeavesWhatMatchesAndAllowsTheGraph() {
		assertThat(browser.eval("document.querySelector('#graph-toggle').disabled").asBoolean()).isTrue();
		browser.press("/");
		browser.type("storefront");
		browser.press("Escape");
		assertThat(browser.eval("document.querySelector('#filter').value").asString()).isEmpty();
		browser.press("/");
		browser.type("orders");
		browser.waitFor(
				"[...document.querySelectorAll('.row .name')].every((name) => name.textContent.includes('orders'))");
		browser.press("Enter");
		browser.press("g");
		browser.waitFor("document.querySelectorAll('#graph svg path').length > 1");
		assertThat(browser.text("#graph")).contains("inventory");
	}

	@Test
	void pageIsOperatedByKeyboard() {
		browser.press("/");
		browser.press("ArrowDown");
		browser.press("ArrowDown");
		browser.press("ArrowUp");
		assertThat(browser.eval("document.activeElement === document.querySelector('.row')").asBoolean()).isTrue();
		browser.press("Enter");
		browser.waitFor("document.querySelectorAll('.instances tbody tr').length > 10");
		assertThat(browser.text(".detail")).contains("orders-1", "Boards", "Runbook", "Traces");
		browser.press("Escape");
		assertThat(browser.eval(
				"document.querySelector('.detail') === null && document.activeElement === document.querySelector('.row')")
			.asBoolean()).isTrue();
		browser.press("?");
		browser.waitFor("document.querySelector('#help-dialog').open");
		browser.press("Escape");
		browser.waitFor("!document.querySelector('#help-dialog').open");
	}

	@Test
	void settingsOfAnInstanceAreReadWhenItIsOpened() {
		browser.click(".row");
		browser.waitFor("document.querySelector('.instances button')");
		browser.click(".instances button");
		browser.waitFor("document.querySelector('.settings')");
		assertThat(browser.text(".settings")).contains("timeout", "PT2S", "application.yml");
	}

	@Test
	void overrideIsTriedCreatedWatchedAndRevoked() {
		console.fleet().get("orders-39").staysOld();
		console.fleet().get("orders-40").rejects("unknown target");
		browser.press("n");
		browser.waitFor("document.querySelector('#form-dialog').open");
		browser.click("#dry-run");
		browser.waitFor("document.querySelectorAll('[aria-invalid=\"true\"]').length >= 4");
		assertThat(browser.text("[data-field=reason] .wrong")).contains("one line");
		fillIn();
		browser.click("#dry-run");
		browser.waitFor("document.querySelector('.result')");
		assertThat(browser.text(".result")).contains("40 instances", "calls in the last minute", "unknown target");
		assertThat(browser.eval("document.querySelector('#submit').disabled").asBoolean()).isTrue();
		console.fleet().get("orders-40").rejects(null);
		browser.click("#dry-run");
		browser.waitFor("!document.querySelector('#submit').disabled");
		console.fleet().get("orders-40").rejects("unknown target");
		browser.press("Enter");
		browser
			.waitFor("document.querySelector('.override[data-id=inc-42] .progress')?.textContent.includes('38 of 40')");
		assertThat(browser.text(".override .others")).contains("orders-39", "stale", "orders-40",
				"rejected: unknown target");
		assertThat(browser.text(".override")).contains("writer", "INC-42: database migration", "ends in");
		browser.waitFor("document.querySelector('#events').textContent.includes('created by writer')");
		browser.click(".override [data-action=revoke]");
		browser.press("Enter");
		browser.waitFor("document.querySelector('.override') === null");
		assertThat(console.store().list()).isEmpty();
		console.fleet().get("orders-40").rejects(null);
	}

	@Test
	void sessionThatHasEndedIsReadAgain() {
		browser.press("n");
		browser.waitFor("document.querySelector('#form-dialog').open");
		fillIn();
		browser.call("Network.clearBrowserCookies", Map.of());
		browser.click("#dry-run");
		browser.waitFor("document.querySelector('.result')");
		assertThat(browser.text(".result")).contains("40 instances");
		browser.waitFor("!document.querySelector('#submit').disabled");
	}

	private static void fillIn() {
		fill("application", "orders");
		fill("target", "inventory");
		fill("reason", "INC-42: database migration");
		fill("id", "inc-42");
		fill("lifetime", "2m");
	}

	private static void fill(String field, String value) {
		browser.eval(
				"document.querySelector('[data-field=%s] input').focus(); document.querySelector('[data-field=%s] input').select()"
					.formatted(field, field));
		browser.type(value);
	}

	@Test
	void hostileTextOfInstancesStaysText() {
		FakeInstance hostile = console.fleet().add(HOSTILE, 1, HOSTILE).get(0);
		hostile.set(HOSTILE, "OPEN", Instant.parse("2026-11-28T03:00:00Z"), HOSTILE, HOSTILE);
		console.store()
			.put("bad",
					"{\"selector\":{\"application\":\"*\",\"target\":%s},\"owner\":%s,\"reason\":%s,\"action\":{\"state\":%s}}"
						.formatted(json(), json(), json(), json()));
		console.store().put(HOSTILE, HOSTILE);
		browser.waitFor("document.querySelector('#rows').textContent.includes('<script>')");
		browser.waitFor("document.querySelector('#overrides').textContent.includes('<script>')");
		browser
			.eval("[...document.querySelectorAll('.row')].find((row) => row.textContent.includes('<script>')).click()");
		browser.waitFor("document.querySelector('.instances tbody')?.textContent.includes('<script>')");
		browser.eval(
				"document.querySelector('#filter').value = '<'; document.querySelector('#filter').dispatchEvent(new Event('input'))");
		browser.click("#graph-toggle");
		browser.waitFor("document.querySelector('#graph text')");
		assertThat(browser.eval("document.querySelectorAll('main img, main script, main iframe').length").asInt())
			.isZero();
		assertThat(browser.text("body")).doesNotContain("\u202e");
		assertThat(browser.problems()).isEmpty();
		console.fleet().remove(hostile.id());
	}

	private static String json() {
		return tools.jackson.databind.json.JsonMapper.shared().writeValueAsString(HOSTILE);
	}

	@Test
	void policyForbidsInlineScripts() {
		assertThat(browser.eval(
				"(() => { try { document.body.innerHTML = '<p>x</p>'; return 'allowed'; } catch (error) { return error.name; } })()")
			.asString()).isEqualTo("TypeError");
	}

	@Test
	void readerSeesNoWayToChangeAnything() {
		browser.signIn("reader");
		browser.open(console.uri("/"));
		browser.waitFor("document.querySelectorAll('.row').length > 0");
		browser.press("n");
		assertThat(browser
			.eval("document.querySelector('dialog[open]') === null && document.querySelector('#create').hidden")
			.asBoolean()).isTrue();
	}

	@Test
	void pageFitsAPhone() {
		browser.size(390, 844, true);
		assertThat(browser.eval("document.documentElement.scrollWidth").asInt()).isEqualTo(390);
		browser.click(".row");
		browser.waitFor("document.querySelector('.instances')");
		assertThat(browser.eval("document.documentElement.scrollWidth").asInt()).isEqualTo(390);
		browser.size(1280, 800, false);
	}

	@Test
	@EnabledIfSystemProperty(named = "pictures", matches = ".+")
	void takesPictures() throws IOException {
		console.fleet().get("orders-39").staysOld();
		console.store()
			.put("inc-42", document("orders", "inventory", "jane@example.org", "INC-42: database migration", 100));
		console.store()
			.put("canary-pricing",
					document("checkout", "pricing", "sam@example.org", "New pricing engine, first wave", 25));
		browser
			.waitFor("document.querySelector('.override[data-id=inc-42] .progress')?.textContent.includes('39 of 40')");
		picture("dark", "console-dark.png", 1280, 860, "");
		picture("light", "console-light.png", 1280, 640, "document.querySelector('.row').click()");
		picture("dark", "console-graph.png", 1280, 860,
				"document.querySelector('#filter').value = 'orders'; document.querySelector('#filter').dispatchEvent(new Event('input')); document.querySelector('#graph-toggle').click()");
		picture("dark", "console-form.png", 1280, 860,
				"document.querySelector('.override [data-action=change]').click(); document.querySelector('#dry-run').click()");
		picture("light", "console-phone.png", 390, 844, "");
	}

	private static String document(String application, String target, String owner, String reason, int share) {
		return "{\"version\":1,\"selector\":{\"application\":\"%s\",\"target\":\"%s\"},\"action\":{\"state\":\"force-open\"},\"owner\":\"%s\",\"reason\":\"%s\",\"expiry\":\"%s\",\"share\":%d}"
			.formatted(application, target, owner, reason,
					Instant.now(java.time.Clock.systemUTC()).plus(14, ChronoUnit.MINUTES), share);
	}

	private static void picture(String scheme, String file, int width, int height, String script) throws IOException {
		browser.prefer(scheme);
		browser.size(width, height, width < 500);
		browser.eval("localStorage.clear()");
		browser.open(console.uri("/"));
		browser.waitFor(
				"document.querySelectorAll('.row').length > 5 && document.querySelectorAll('.override').length > 1");
		if (!script.isEmpty()) {
			browser.eval(script);
			browser.waitFor("document.querySelector('.instances, .graph svg, .result, .override')");
			browser.eval("new Promise((resolve) => setTimeout(resolve, 900))");
		}
		Path directory = Path.of(System.getProperty("pictures"));
		Files.createDirectories(directory);
		Files.write(directory.resolve(file), browser.picture());
	}

}
