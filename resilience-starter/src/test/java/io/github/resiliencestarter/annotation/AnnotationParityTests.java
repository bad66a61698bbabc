package io.github.resiliencestarter.annotation;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.resilience4j.spring6.retry.configure.RetryAspect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares Resilience4j's aspects with our advisor, for each behavior of annotations in
 * Resilience4j's reference and its Spring tests. A line with a difference contains both
 * results; MIGRATION.md lists the same differences.
 */
@SuppressWarnings("FutureReturnValueIgnored") // ParityPlay waits for them
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnnotationParityTests {

	private static final String[] CONFIGURATION = {
			"resilience4j.circuitbreaker.configs.default.ignore-exceptions=java.lang.IllegalArgumentException",
			"resilience4j.circuitbreaker.configs.strict.sliding-window-size=3",
			"resilience4j.retry.configs.default.ignore-exceptions=java.lang.IllegalArgumentException",
			"resilience4j.retry.configs.byresult.wait-duration=1ms",
			"resilience4j.retry.configs.byresult.result-predicate=" + Again.class.getName(),
			"resilience4j.bulkhead.configs.default.max-concurrent-calls=1",
			"resilience4j.ratelimiter.configs.default.limit-for-period=1",
			"resilience4j.ratelimiter.configs.default.limit-refresh-period=1h",
			"resilience4j.ratelimiter.configs.default.timeout-duration=0",
			"resilience4j.ratelimiter.configs.several.limit-for-period=4",
			"resilience4j.ratelimiter.configs.several.limit-refresh-period=1h",
			"resilience4j.ratelimiter.configs.several.timeout-duration=0",
			"resilience4j.timelimiter.configs.default.timeout-duration=20ms",
			"resilience4j.timelimiter.configs.roomy.timeout-duration=60s" };

	static Stream<Line> table() {
		return Stream
			.of(breakers(), retries(), limits(), order(), fallbacks(), names(), places(), stages(), publishers())
			.flatMap((lines) -> lines);
	}

	private final Map<String, String> theirs = new HashMap<>();

	private final Map<String, String> ours = new HashMap<>();

	@BeforeAll
	void playTheTableTwice() {
		ApplicationContextRunner runner = Annotated.runner()
			.withBean(ParityRemote.class)
			.withBean(ParityRemote.OfClass.class)
			.withBean("names", Names.class)
			.withPropertyValues("parity.name=from property", "parity.fallback=any")
			.withPropertyValues(CONFIGURATION);
		runner.withPropertyValues("resilience.annotation.enabled=false").run((context) -> {
			assertThat(context).hasSingleBean(RetryAspect.class);
			table().forEach((line) -> this.theirs.put(line.name(), line.play(context)));
		});
		runner.run((context) -> {
			assertThat(context).doesNotHaveBean(RetryAspect.class);
			table().forEach((line) -> this.ours.put(line.name(), line.play(context)));
		});
	}

	@ParameterizedTest
	@MethodSource("table")
	void isAsWithResilience4jsAspectsButForTheNamedDifferences(Line line) {
		String expected = (line.theirs() != null) ? line.theirs() : this.theirs.get(line.name());
		assertThat(this.theirs.get(line.name())).isEqualTo(expected);
		assertThat(this.ours.get(line.name())).isEqualTo((line.ours() != null) ? line.ours() : expected);
	}

	private static Stream<Line> breakers() {
		return Stream.of(
				same("success is recorded", (it) -> it.play("answer").call(it.remote()::breaker).breaker("breaker")),
				same("failure is recorded and thrown",
						(it) -> it.play(failure()).call(it.remote()::breaker).breaker("breaker")),
				same("ignored exception is thrown and not recorded",
						(it) -> it.play(ignored()).call(it.remote()::breaker).breaker("breaker")),
				same("Error is thrown and not recorded",
						(it) -> it.play(new AssertionError("bug")).call(it.remote()::breaker).breaker("breaker")),
				same("open breaker refuses",
						(it) -> it.open("open").play("answer").call(() -> it.remote().named("open")).breaker("open")),
				same("void and null", (it) -> it.play("answer").call(() -> {
					it.remote().nothing();
					return it.remote().none();
				}).breaker("nothing")));
	}

	private static Stream<Line> retries() {
		return Stream.of(same("retry gives up", (it) -> it.play(failure()).call(it.remote()::retry).retry("retry")),
				same("retry succeeds",
						(it) -> it.play(failure(), failure(), "answer").call(it.remote()::retry).retry("retry")),
				same("retry leaves an ignored exception alone",
						(it) -> it.play(ignored()).call(it.remote()::retry).retry("retry")),
				same("retry by result",
						(it) -> it.play("again", "answer").call(it.remote()::retryByResult).retry("byresult")),
				same("retry by result gives up",
						(it) -> it.play("again").call(it.remote()::retryByResult).retry("byresult")));
	}

	private static Stream<Line> limits() {
		return Stream.of(same("bulkhead lets one in", (it) -> it.play("answer").call(it.remote()::bulkhead).bulkhead()),
				same("bulkhead is full", (it) -> it.fill().play("answer").call(it.remote()::bulkhead).bulkhead()),
				same("rate is exceeded",
						(it) -> it.play("answer")
							.call(it.remote()::limited)
							.call(it.remote()::limited)
							.permissions("limiter")),
				differs("permits of the annotation count", "[answer, calls 1, permissions 3]",
						"[answer, calls 1, permissions 2]",
						(it) -> it.play("answer").call(it.remote()::twoPermits).permissions("permits")));
	}

	private static Stream<Line> order() {
		return Stream.of(same("retry(breaker(limiter(bulkhead)))",
				(it) -> it.play(failure()).call(it.remote()::all).breaker("all").retry("all").permissions("all")),
				same("each attempt asks the limiter, and the breaker counts its refusals",
						(it) -> it.drain("all").play(failure()).call(it.remote()::all).breaker("all").retry("all")));
	}

	private static Stream<Line> fallbacks() {
		return Stream.of(same("fallback for the type", (it) -> it.play(new IOException("failure")).call(fallback(it))),
				same("fallback for the most specific type, private", (it) -> it.play(failure()).call(fallback(it))),
				same("fallback with the exception alone",
						(it) -> it.play(new IllegalStateException("failure")).call(fallback(it))),
				same("no fallback for the type",
						(it) -> it.play(new UnsupportedOperationException("failure")).call(fallback(it))),
				same("fallback for an exception that the breaker ignores",
						(it) -> it.play(ignored()).call(() -> it.remote().fallbackOfRetry()).breaker("nested")),
				same("fallback that fails", (it) -> it.play(failure()).call(it.remote()::withFailingFallback)),
				same("absent fallback", (it) -> it.play(failure()).call(it.remote()::withAbsentFallback)),
				same("fallback of the outermost annotation",
						(it) -> it.play(failure()).call(it.remote()::fallbackOfRetry).breaker("nested")),
				differs("fallback of an inner annotation", "[instead of FileNotFoundException, calls 1, breaker 0+1-0]",
						"[instead of FileNotFoundException, calls 3, breaker 0+3-0]",
						(it) -> it.play(failure()).call(it.remote()::fallbackUnderRetry).breaker("nested")));
	}

	private static Stream<Line> names() {
		return Stream.of(
				same("name by argument",
						(it) -> it.play("answer").call(() -> it.remote().named("by argument")).breaker("by argument")),
				same("name by method",
						(it) -> it.play("answer").call(it.remote()::namedByMethod).breaker("namedByMethod")),
				same("name by bean",
						(it) -> it.play("answer").call(() -> it.remote().namedByBean("x")).breaker("bean x")),
				same("name and fallback by placeholder",
						(it) -> it.play(failure()).call(it.remote()::namedByPlaceholder).breaker("from property")),
				same("fallback by expression",
						(it) -> it.play(failure()).call(() -> it.remote().fallbackByExpression("any"))),
				same("configuration of the annotation", (it) -> it.play("answer")
					.call(it.remote()::configured)
					.add("window " + it.breakerOf("configured").getCircuitBreakerConfig().getSlidingWindowSize())));
	}

	private static Stream<Line> places() {
		return Stream.of(same("annotation on the class", (it) -> it.call(it.bean(ParityRemote.OfClass.class)::ofClass)
			.breaker("class")), same("annotation on the method wins",
					(it) -> it.call(it.bean(ParityRemote.OfClass.class)::ofMethod).breaker("class").breaker("method")),
				differs("annotation on an interface of the class", "[answer, calls 1, breaker 0+0-0]",
						"[answer, calls 1, breaker 1+0-0]",
						(it) -> it.play("answer").call(it.remote()::ofInterface).breaker("interface")),
				differs("meta-annotation", "[answer, calls 1, breaker 0+0-0]", "[answer, calls 1, breaker 1+0-0]",
						(it) -> it.play("answer").call(it.remote()::meta).breaker("meta")));
	}

	private static Stream<Line> stages() {
		return Stream.of(same("stage succeeds", (it) -> it.play("answer").call(it.remote()::stage).breaker("stage")),
				same("stage fails, is tried again and answered for",
						(it) -> it.play(failure()).call(it.remote()::stage).breaker("stage").retry("stage")),
				same("stage fails otherwise",
						(it) -> it.play(new IllegalStateException("failure"))
							.call(it.remote()::stage)
							.breaker("stage")
							.retry("stage")),
				same("method throws instead of returning a stage",
						(it) -> it.play(failure()).call(it.remote()::throwingStage).breaker("thrown")),
				same("stage takes too long", (it) -> it.call(it.remote()::never)),
				same("stage takes too long and is answered for", (it) -> it.call(it.remote()::neverWithFallback)),
				same("bulkhead of a stage is full",
						(it) -> it.fill().play("answer").call(it.remote()::bulkheadStage).bulkhead()),
				same("rate of a stage is exceeded",
						(it) -> it.play("answer").call(it.remote()::limitedStage).call(it.remote()::limitedStage)),
				same("stage of a thread pool", (it) -> it.play("answer").call(it.remote()::pooledStage)),
				same("failing stage of a thread pool", (it) -> it.play(failure()).call(it.remote()::pooledStage)),
				differs("thread pool around a plain method", "[IllegalStateException, calls 0]", "[answer, calls 1]",
						(it) -> it.play("answer").call(it.remote()::pooled)),
				differs("thread pool around a Future", "[IllegalStateException, calls 0]", "[answer, calls 1]",
						(it) -> it.play("answer").call(it.remote()::pooledFuture)),
				differs("time limit of a plain method", "[IllegalReturnTypeException, calls 0]", "[answer, calls 1]",
						(it) -> it.play("answer").call(it.remote()::timeLimited)));
	}

	private static Stream<Line> publishers() {
		return Stream.of(same("Mono succeeds", (it) -> it.play("answer").call(it.remote()::mono).breaker("mono")),
				same("Mono fails, is tried again and answered for",
						(it) -> it.play(failure()).call(it.remote()::mono).breaker("mono").retry("mono")),
				same("Flux fails and is tried again",
						(it) -> it.play(failure(), "a", "b").call(it.remote()::flux).breaker("flux").retry("flux")),
				same("Mono takes too long", (it) -> it.call(it.remote()::neverMono)),
				same("bulkhead of a Mono is full",
						(it) -> it.fill().play("answer").call(it.remote()::bulkheadMono).bulkhead()),
				same("rate of a Mono is exceeded",
						(it) -> it.play("answer").call(it.remote()::limitedMono).call(it.remote()::limitedMono)),
				differs("method throws instead of returning a Mono", "[FileNotFoundException, calls 1, breaker 0+0-0]",
						"[[instead], calls 1, breaker 0+1-0]",
						(it) -> it.play(failure()).call(it.remote()::throwingMono).breaker("thrown")));
	}

	private static Exception failure() {
		return new FileNotFoundException("failure");
	}

	private static Exception ignored() {
		return new IllegalArgumentException("ignored");
	}

	private static Line same(String name, Consumer<ParityPlay> play) {
		return new Line(name, null, null, play);
	}

	private static Line differs(String name, String theirs, String ours, Consumer<ParityPlay> play) {
		return new Line(name, theirs, ours, play);
	}

	private static Callable<?> fallback(ParityPlay it) {
		return () -> it.remote().withFallback("argument");
	}

	record Line(String name, @Nullable String theirs, @Nullable String ours, Consumer<ParityPlay> actions) {

		String play(BeanFactory beans) {
			ParityPlay play = new ParityPlay(beans);
			this.actions.accept(play);
			return play.outcome();
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	static class Names {

		public String of(String argument) {
			return "bean " + argument;
		}

	}

	public static class Again implements Predicate<Object> {

		public Again() {
		}

		@Override
		public boolean test(Object result) {
			return "again".equals(result);
		}

	}

}
