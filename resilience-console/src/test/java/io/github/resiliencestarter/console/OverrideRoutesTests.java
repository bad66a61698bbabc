package io.github.resiliencestarter.console;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OverrideRoutes} behind a security that lets all requests pass.
 */
class OverrideRoutesTests {

	private final ConsoleThreads threads = new ConsoleThreads();

	private final MemoryOverrideStore store = new MemoryOverrideStore();

	@AfterEach
	void close() {
		this.threads.close();
	}

	private RouterFunction<ServerResponse> routes() {
		ConsoleProperties properties = DefaultProperties.get();
		FleetView view = new FleetView(new MemberSource(List.of(), properties), this.store,
				CompletableFuture::completedFuture, properties, this.threads);
		ActuatorClient client = new ActuatorClient(properties.actuator(), this.threads, () -> null);
		Overrides overrides = new Overrides(view, this.store, new OverrideRules(InstantSource.system()),
				new DryRun(client, new ReportReader()));
		RouterFunctions.Builder builder = RouterFunctions.route();
		new OverrideRoutes(overrides, properties.security().writeRole()).addTo(builder, "/overrides");
		return builder.build();
	}

	private ServerResponse respond(String method, String path, String role) throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest(method, path);
		request.setServletPath(path);
		request.setQueryString("index=1");
		request.setParameter("index", "1");
		request.addUserRole(role);
		request.setContent("{}".getBytes(StandardCharsets.UTF_8));
		ServerRequest parsed = ServerRequest.create(request, List.of());
		return routes().route(parsed).orElseThrow().handle(parsed);
	}

	@ParameterizedTest
	@CsvSource({ "POST,/overrides", "POST,/overrides/dry-run", "DELETE,/overrides/inc-1" })
	void changesNeedTheRole(String method, String path) throws Exception {
		assertThat(respond(method, path, "RESILIENCE_READ").statusCode().value()).isEqualTo(403);
		assertThat(respond(method, path, "RESILIENCE_WRITE").statusCode().value()).isNotEqualTo(403);
	}

	@Test
	void nothingIsDeletedWithoutTheRole() throws Exception {
		this.store.put("inc-1", "{}");
		respond("DELETE", "/overrides/inc-1", "RESILIENCE_READ");
		assertThat(this.store.list()).hasSize(1);
	}

}
