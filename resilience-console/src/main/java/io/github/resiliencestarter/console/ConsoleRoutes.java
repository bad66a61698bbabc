package io.github.resiliencestarter.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The page, and what it reads.
 */
final class ConsoleRoutes {

	private static final int MAX_FOUND = 500;

	private final ConsoleProperties properties;

	private final FleetView view;

	private final Streams streams;

	private final Details details;

	private final OverrideRoutes overrides;

	private final ConsoleJson json = new ConsoleJson();

	ConsoleRoutes(ConsoleProperties properties, FleetView view, Streams streams, Details details,
			OverrideRoutes overrides) {
		this.properties = properties;
		this.view = view;
		this.streams = streams;
		this.details = details;
		this.overrides = overrides;
	}

	RouterFunction<ServerResponse> routes() {
		String path = this.properties.path();
		RouterFunctions.Builder routes = RouterFunctions.route()
			.GET(path, (request) -> ServerResponse.status(302).header("Location", location(path)).build());
		page(routes, path + "/", "index.html", "text/html");
		page(routes, path + "/console.css", "console.css", "text/css");
		page(routes, path + "/console.js", "console.js", "text/javascript");
		page(routes, path + "/views.js", "views.js", "text/javascript");
		page(routes, path + "/forms.js", "forms.js", "text/javascript");
		page(routes, path + "/icon.svg", "icon.svg", "image/svg+xml");
		routes.GET(path + "/api/session", this::session);
		routes.GET(path + "/api/stream", (request) -> this.streams.open());
		routes.GET(path + "/api/dependencies", this::dependencies);
		routes.GET(path + "/api/dependency", this::dependency);
		routes.GET(path + "/api/instance", this::instance);
		this.overrides.addTo(routes, path + "/api/overrides");
		return routes.build();
	}

	/**
	 * The page, relative to its path without the slash: right below any servlet.
	 */
	private static String location(String path) {
		return path.substring(path.lastIndexOf('/') + 1) + "/";
	}

	private static void page(RouterFunctions.Builder routes, String path, String file, String type) {
		byte[] content = content(file);
		MediaType mediaType = new MediaType(MediaType.parseMediaType(type), StandardCharsets.UTF_8);
		routes.GET(path, (request) -> ServerResponse.ok().contentType(mediaType).body(content));
	}

	private static byte[] content(String file) {
		try {
			return new ClassPathResource("META-INF/resilience-console/" + file).getContentAsByteArray();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private ServerResponse session(ServerRequest request) {
		boolean mayWrite = this.overrides.mayWrite(request);
		Map<String, Object> session = new LinkedHashMap<>();
		session.put("user", ConsoleUser.name(request.principal().orElse(null)));
		session.put("mayWrite", mayWrite);
		session.put("interval", this.properties.interval().toMillis());
		if (mayWrite && request.servletRequest().getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token) {
			session.put("csrf", Map.of("header", token.getHeaderName(), "token", token.getToken()));
		}
		return this.json.ok(session);
	}

	private ServerResponse dependencies(ServerRequest request) {
		List<String> words = words(request);
		List<DependencyRow> found = this.view.rows()
			.stream()
			.filter((row) -> row.contains(words))
			.limit(MAX_FOUND)
			.toList();
		return this.json.ok(Map.of("rows", found));
	}

	private static List<String> words(ServerRequest request) {
		String filter = DisplayText.line(parameter(request, "filter"), DisplayText.SENTENCE);
		return Stream.of(filter.toLowerCase(Locale.ROOT).split("\\s+", 20)).filter((word) -> !word.isEmpty()).toList();
	}

	private ServerResponse dependency(ServerRequest request) {
		return this.json.ok(this.details.dependency(parameter(request, "caller"), parameter(request, "target")));
	}

	private ServerResponse instance(ServerRequest request) {
		return ServerResponse.async(this.details.instance(parameter(request, "key"), parameter(request, "target"))
			.handle((found, failure) -> (found != null) ? this.json.ok(found)
					: this.json.problem(502, ReadFailure.of(Objects.requireNonNull(failure)).reason())));
	}

	private static String parameter(ServerRequest request, String name) {
		return request.param(name).orElse("");
	}

}
