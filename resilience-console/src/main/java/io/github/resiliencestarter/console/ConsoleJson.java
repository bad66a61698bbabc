package io.github.resiliencestarter.console;

import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Writer of JSON responses, independent of the application's settings.
 */
final class ConsoleJson {

	private final JsonMapper mapper = JsonMapper.shared();

	ServerResponse ok(Object value) {
		return of(200, value);
	}

	ServerResponse of(int status, Object value) {
		return ServerResponse.status(status)
			.contentType(MediaType.APPLICATION_JSON)
			.body(this.mapper.writeValueAsBytes(value));
	}

	ServerResponse problem(int status, String detail) {
		return of(status, Map.of("detail", detail));
	}

}
