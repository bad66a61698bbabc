package io.github.resiliencestarter.behavior;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.github.resiliencestarter.behavior.DocumentedApplication.Remote;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Runs each behavior that Resilience4j documents, and returns the results as text. Uses
 * only Resilience4j, so that it also runs without the starter.
 */
public final class DocumentedBehavior {

	private static final String[] ARGUMENTS = { "--spring.main.banner-mode=off", "--server.port=0",
			"--logging.level.root=warn", "--spring.cloud.consul.enabled=false",
			"--management.endpoints.web.exposure.include=*", "--management.endpoint.health.show-details=always" };

	private final Map<String, String> outcomes = new LinkedHashMap<>();

	private final ConfigurableApplicationContext context;

	private final Remote remote;

	private DocumentedBehavior(ConfigurableApplicationContext context) {
		this.context = context;
		this.remote = context.getBean(Remote.class);
	}

	/**
	 * Runs the application and returns the results.
	 * @param settings settings of the application
	 * @return what it does, by the name of the behavior
	 */
	public static Map<String, String> play(String... settings) {
		List<String> arguments = new ArrayList<>(List.of(ARGUMENTS));
		arguments.addAll(List.of(settings));
		SpringApplication application = new SpringApplication(DocumentedApplication.class);
		application.setRegisterShutdownHook(false);
		try (ConfigurableApplicationContext context = application.run(arguments.toArray(String[]::new))) {
			DocumentedBehavior behavior = new DocumentedBehavior(context);
			behavior.startUp();
			new InstanceSettings(context, behavior.outcomes::put).read();
			behavior.breakers();
			behavior.retries();
			behavior.composition();
			behavior.actuator();
			behavior.meters();
			return behavior.outcomes;
		}
	}

	private <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	private CircuitBreaker breaker(String name) {
		return bean(CircuitBreakerRegistry.class).circuitBreaker(name);
	}

	private void startUp() {
		this.outcomes.put("instances before the first call",
				"annotated " + bean(CircuitBreakerRegistry.class).find("at-start-up").isPresent() + ", configured "
						+ bean(CircuitBreakerRegistry.class).find("one").isPresent());
		this.outcomes.put("aspect beans",
				new TreeSet<>(List.of(this.context.getBeanDefinitionNames())
					.stream()
					.filter((name) -> name.matches("(circuitBreaker|retry|bulkhead|rateLimiter|timeLimiter)Aspect"))
					.toList()).toString());
		this.outcomes.put("registries",
				bean(CircuitBreakerRegistry.class).getAllCircuitBreakers().size() >= 3 ? "filled" : "empty");
	}

	private void breakers() {
		for (String what : List.of("ok", "io", "file", "argument", "state", "404")) {
			call(() -> this.remote.breaker("counted", what));
			this.outcomes.put("breaker with lists: " + what, counts("counted"));
			breaker("counted").reset();
			call(() -> this.remote.breaker("untouched", what));
			this.outcomes.put("breaker without settings: " + what, counts("untouched"));
			breaker("untouched").reset();
		}
		List<String> events = new ArrayList<>();
		breaker("opened").getEventPublisher().onEvent((event) -> events.add(event.getEventType().name()));
		call(() -> this.remote.breaker("opened", "io"));
		call(() -> this.remote.breaker("opened", "file"));
		call(() -> this.remote.breaker("opened", "io"));
		call(() -> this.remote.breaker("opened", "ok"));
		breaker("opened").transitionToHalfOpenState();
		call(() -> this.remote.breaker("opened", "ok"));
		call(() -> this.remote.breaker("opened", "ok"));
		breaker("opened").reset();
		this.outcomes.put("events of a breaker", events.toString());
		this.outcomes.put("open breaker", states());
		this.outcomes.put("slow calls", slowCalls());
	}

	private String states() {
		CircuitBreaker breaker = breaker("states");
		List<String> states = new ArrayList<>();
		breaker.getEventPublisher().onStateTransition((event) -> states.add(event.getStateTransition().name()));
		call(() -> this.remote.breaker("states", "io"));
		call(() -> this.remote.breaker("states", "io"));
		String rejected = call(() -> this.remote.breaker("states", "ok"));
		awaitState(breaker, CircuitBreaker.State.HALF_OPEN);
		call(() -> this.remote.breaker("states", "io"));
		call(() -> this.remote.breaker("states", "io"));
		awaitState(breaker, CircuitBreaker.State.HALF_OPEN);
		call(() -> this.remote.breaker("states", "ok"));
		call(() -> this.remote.breaker("states", "ok"));
		return rejected + " " + states;
	}

	private static void awaitState(CircuitBreaker breaker, CircuitBreaker.State state) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> breaker.getState() == state);
	}

	private String slowCalls() {
		CircuitBreaker breaker = breaker("slow");
		breaker.onSuccess(20, TimeUnit.MILLISECONDS);
		breaker.onError(20, TimeUnit.MILLISECONDS, new IllegalStateException());
		return breaker.getMetrics().getNumberOfSlowCalls() + " " + breaker.getState();
	}

	private String counts(String name) {
		CircuitBreaker.Metrics metrics = breaker(name).getMetrics();
		return metrics.getNumberOfSuccessfulCalls() + " good, " + metrics.getNumberOfFailedCalls() + " bad";
	}

	private void retries() {
		for (String what : List.of("ok", "io", "file", "argument", "state", "404")) {
			for (String name : List.of("counted", "untouched")) {
				this.remote.calls();
				String outcome = call(() -> this.remote.retry(name, what));
				this.outcomes.put("retry " + (name.equals("counted") ? "with lists: " : "without settings: ") + what,
						outcome + " after " + this.remote.calls());
			}
		}
		List<String> events = new ArrayList<>();
		bean(RetryRegistry.class).retry("counted")
			.getEventPublisher()
			.onEvent((event) -> events.add(event.getEventType().name()));
		call(() -> this.remote.retry("counted", "ok"));
		call(() -> this.remote.retry("counted", "io"));
		call(() -> this.remote.retry("counted", "file"));
		this.outcomes.put("events of a retry", events.toString());
	}

	private void composition() {
		List<String> events = eventsOfAll();
		call(() -> this.remote.every("ok").toCompletableFuture().join());
		this.outcomes.put("order of five annotations, success", events.toString());
		events.clear();
		call(() -> this.remote.every("io").toCompletableFuture().join());
		this.outcomes.put("order of five annotations, failure", events.toString());
		this.remote.calls();
		String outcome = call(() -> this.remote.innerFallback("counted", "io"));
		this.outcomes.put("fallback below a retry", outcome + " after " + this.remote.calls());
		this.outcomes.put("time limiter of a plain method", call(this.remote::limitedPlain));
	}

	private List<String> eventsOfAll() {
		List<String> events = new CopyOnWriteArrayList<>();
		bean(RetryRegistry.class).retry("every")
			.getEventPublisher()
			.onEvent((event) -> events.add("retry " + event.getEventType()));
		breaker("every").getEventPublisher().onEvent((event) -> events.add("breaker " + event.getEventType()));
		bean(RateLimiterRegistry.class).rateLimiter("every")
			.getEventPublisher()
			.onEvent((event) -> events.add("limiter " + event.getEventType()));
		bean(TimeLimiterRegistry.class).timeLimiter("every")
			.getEventPublisher()
			.onEvent((event) -> events.add("time " + event.getEventType()));
		bean(BulkheadRegistry.class).bulkhead("every")
			.getEventPublisher()
			.onEvent((event) -> events.add("bulkhead " + event.getEventType()));
		return events;
	}

	private static String call(Callable<String> call) {
		try {
			return call.call();
		}
		catch (CompletionException ex) {
			return String.valueOf((ex.getCause() != null) ? ex.getCause().getClass().getSimpleName() : ex);
		}
		catch (Exception ex) {
			return ex.getClass().getSimpleName();
		}
	}

	private void actuator() {
		for (String endpoint : List.of("circuitbreakers", "circuitbreakerevents", "circuitbreakerevents/opened",
				"retries", "retryevents", "retryevents/counted", "bulkheads", "bulkheadevents", "bulkheadevents/every",
				"ratelimiters", "ratelimiterevents", "ratelimiterevents/every", "timelimiters", "timelimiterevents",
				"timelimiterevents/every")) {
			this.outcomes.put("endpoint " + endpoint, keys(http("GET", endpoint, "")));
		}
		http("POST", "circuitbreakers/one", "{\"updateState\":\"FORCE_OPEN\"}");
		this.outcomes.put("breaker that is forced open over HTTP", breaker("one").getState().name());
		this.outcomes.put("health", String.valueOf(http("GET", "health", "").contains("circuitBreakers")));
		this.outcomes.put("health with a breaker that is forced open", http("GET", "health", "").substring(0, 3));
	}

	private String http(String method, String endpoint, String body) {
		String port = this.context.getEnvironment().getProperty("local.server.port");
		try {
			HttpResponse<String> response = HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/" + endpoint))
					.header("Content-Type", "application/json")
					.method(method, HttpRequest.BodyPublishers.ofString(body))
					.build(), HttpResponse.BodyHandlers.ofString());
			return response.statusCode() + " " + response.body();
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Names in a response, without those of instances, which depend on when they are
	 * created.
	 */
	private static String keys(String json) {
		return json.substring(0, 3) + " "
				+ Pattern.compile("\"(\\w+)\"\\s*:")
					.matcher(json)
					.results()
					.map((match) -> match.group(1))
					.filter((key) -> !key.matches("every|one|opened|counted|untouched|states|slow|customized|plain"))
					.collect(Collectors.toCollection(TreeSet::new));
	}

	private void meters() {
		Map<String, TreeSet<String>> tags = new TreeMap<>();
		for (Meter meter : bean(MeterRegistry.class).getMeters()) {
			Meter.Id id = meter.getId();
			if (id.getName().startsWith("resilience4j.")) {
				tags.computeIfAbsent(id.getName(), (name) -> new TreeSet<>())
					.addAll(id.getTags()
						.stream()
						.map((tag) -> tag.getKey().equals("kind") || tag.getKey().equals("state") ? tag.toString()
								: tag.getKey())
						.toList());
			}
		}
		tags.forEach((name, keys) -> this.outcomes.put("meter " + name, keys.toString()));
	}

}
