package io.github.resiliencestarter.endpoint;

import java.security.Principal;
import java.util.ArrayList;
import java.util.List;

import io.github.resiliencestarter.StarterContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

/**
 * Spring MVC application with everything that the starter brings, and its endpoint.
 */
final class EndpointApplication {

	static final String PATH = "/actuator/resilience";

	private final MockMvc mvc;

	private final @Nullable Principal user;

	EndpointApplication(ApplicationContext context) {
		this(context, null);
	}

	EndpointApplication(ApplicationContext context, @Nullable String user) {
		this.user = (user != null) ? () -> user : null;
		this.mvc = MockMvcBuilders.webAppContextSetup((WebApplicationContext) context).build();
	}

	static WebApplicationContextRunner runner(String... properties) {
		return StarterContext.webRunner()
			.withPropertyValues("management.endpoints.web.exposure.include=resilience")
			.withPropertyValues(properties);
	}

	Response read(String path, Object... variables) {
		return send(get(PATH + path, variables));
	}

	Response write(String json, String path, Object... variables) {
		return send(post(PATH + path, variables).contentType(MediaType.APPLICATION_JSON).content(json));
	}

	private Response send(MockHttpServletRequestBuilder request) {
		try {
			if (this.user != null) {
				request.principal(this.user);
			}
			MockHttpServletResponse response = this.mvc.perform(request).andReturn().getResponse();
			return new Response(response.getStatus(), String.valueOf(response.getContentType()),
					response.getContentAsString());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Response of the endpoint.
	 *
	 * @param status the status
	 * @param type the media type
	 * @param text the body
	 */
	record Response(int status, String type, String text) {

		JsonNode json() {
			return JsonMapper.shared().readTree(this.text);
		}

		List<String> names() {
			List<String> names = new ArrayList<>();
			json().path("targets").forEach((target) -> names.add(target.path("name").asString()));
			return names;
		}

	}

}
