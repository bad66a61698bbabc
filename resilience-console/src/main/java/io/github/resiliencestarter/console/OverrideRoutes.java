package io.github.resiliencestarter.console;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import jakarta.servlet.ServletException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Requests that concern overrides.
 */
final class OverrideRoutes {

	private static final int MAX_BYTES = 32 * 1024;

	private static final String CHANGED = "This override exists or has changed in the meantime. "
			+ "Choose another ID, or read it again.";

	private final JsonMapper mapper = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(10).build())
			.build())
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	private final ConsoleJson json = new ConsoleJson();

	private final Overrides overrides;

	private final String role;

	OverrideRoutes(Overrides overrides, String role) {
		this.overrides = overrides;
		this.role = role;
	}

	boolean isEnabled() {
		return this.overrides.isEnabled();
	}

	/**
	 * Whether the user may change overrides. The security of the console has checked it
	 * already; this holds if another chain of the application decides.
	 */
	boolean mayWrite(ServerRequest request) {
		return isEnabled() && request.servletRequest().isUserInRole(this.role);
	}

	void addTo(RouterFunctions.Builder routes, String path) {
		routes.GET(path + "/{id}", this::get);
		routes.POST(path, (request) -> withForm(request, (form) -> write(request, form)));
		routes.POST(path + "/dry-run", (request) -> withForm(request, (form) -> dryRun(request, form)));
		routes.DELETE(path + "/{id}", this::revoke);
	}

	private ServerResponse get(ServerRequest request) {
		OverrideRow row = this.overrides.row(request.pathVariable("id"));
		return (row != null) ? this.json.ok(row) : this.json.problem(404, "There is no such override.");
	}

	private ServerResponse withForm(ServerRequest request, Function<OverrideForm, ServerResponse> action)
			throws IOException, ServletException {
		if (!mayWrite(request)) {
			return denied();
		}
		@Nullable OverrideForm form;
		try (InputStream body = request.servletRequest().getInputStream()) {
			byte[] bytes = body.readNBytes(MAX_BYTES + 1);
			if (bytes.length > MAX_BYTES) {
				return this.json.problem(413, "The form is too large.");
			}
			form = this.mapper.readValue(bytes, OverrideForm.class);
		}
		catch (JacksonException ex) {
			return this.json.problem(400, "The form is not valid JSON.");
		}
		if (form == null) {
			return this.json.problem(400, "The form is empty.");
		}
		List<FieldProblem> problems = this.overrides.check(form);
		return problems.isEmpty() ? action.apply(form) : this.json.of(422, Map.of("problems", problems));
	}

	private ServerResponse denied() {
		return this.json.problem(403, "You may not change overrides.");
	}

	private ServerResponse dryRun(ServerRequest request, OverrideForm form) {
		return ServerResponse.async(this.overrides.dryRun(form, owner(request))
			.handle((result, failure) -> (result != null) ? this.json.ok(result)
					: this.json.problem(502, ReadFailure.of(Objects.requireNonNull(failure)).reason())));
	}

	private ServerResponse write(ServerRequest request, OverrideForm form) {
		String index = (form.timing() != null) ? form.timing().index() : null;
		return change(() -> this.overrides.write(form, (index != null) ? Long.parseLong(index) : 0, owner(request)));
	}

	private ServerResponse revoke(ServerRequest request) {
		if (!mayWrite(request)) {
			return denied();
		}
		String id = request.pathVariable("id");
		if (!OverrideRules.isId(id)) {
			return this.json.problem(404, "There is no such override.");
		}
		return change(
				() -> this.overrides.revoke(id, Long.parseLong(request.param("index").orElse("")), owner(request)));
	}

	private ServerResponse change(java.util.function.BooleanSupplier change) {
		try {
			return change.getAsBoolean() ? this.json.ok(Map.of("done", true)) : this.json.problem(409, CHANGED);
		}
		catch (NumberFormatException ex) {
			return this.json.problem(400, "The index is not a number.");
		}
		catch (ReadFailure ex) {
			return this.json.problem(503, ex.reason());
		}
	}

	private static String owner(ServerRequest request) {
		return ConsoleUser.name(request.principal().orElse(null));
	}

}
