package io.github.resiliencestarter.console;

import java.util.Objects;

import jakarta.servlet.ServletContext;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.context.WebApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The console inside of another application.
 */
class EmbeddedConsoleTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("spring.cloud.consul.enabled=false", "spring.security.user.password=secret");

	private final WebApplicationContextRunner withoutUsers = new WebApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("spring.cloud.consul.enabled=false");

	@Test
	void securityOfTheApplicationStays() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeansOfType(SecurityFilterChain.class)).hasSize(2);
			assertThat(status(context, "/other")).isEqualTo(401);
			assertThat(status(context, "/resilience/")).isEqualTo(401);
		});
	}

	@Test
	void chainOfTheApplicationIsForEverythingElse() {
		this.runner.withUserConfiguration(Open.class).run((context) -> {
			assertThat(context.getBeansOfType(SecurityFilterChain.class)).hasSize(2);
			assertThat(status(context, "/other")).isEqualTo(200);
			assertThat(status(context, "/resilience/")).isEqualTo(401);
		});
	}

	@Test
	void pathOfTheServletIsProtectedToo() {
		this.runner.withUserConfiguration(Open.class)
			.withPropertyValues("spring.mvc.servlet.path=/api")
			.run((context) -> {
				assertThat(status(context, "/api/other")).isEqualTo(200);
				assertThat(status(context, "/api/resilience/")).isEqualTo(401);
				assertThat(status(context, "/api/resilience/api/overrides")).isEqualTo(401);
			});
	}

	@Test
	void nobodyReadsWithoutConfiguration() {
		this.withoutUsers.withPropertyValues("server.address=127.0.0.1").run((context) -> {
			MockHttpServletResponse response = respond(context, "/resilience/");
			assertThat(response.getStatus()).isEqualTo(403);
			assertThat(response.getContentAsString()).contains("resilience.console.security.users",
					"resilience.console.security.local-access");
		});
	}

	@Test
	void thisMachineReadsIfThatIsEnabled() {
		this.withoutUsers.withPropertyValues("resilience.console.security.local-access=true").run((context) -> {
			assertThat(status(context, "/resilience/")).isEqualTo(200);
			assertThat(status(context, "/other")).isEqualTo(401);
		});
	}

	@Test
	void sslBundleThatDoesNotExistFailsAtStartup() {
		this.runner.withPropertyValues("resilience.console.actuator.ssl-bundle=none")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("none"));
	}

	@Test
	void canBeDisabled() {
		this.runner.withPropertyValues("resilience.console.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(FleetView.class);
			assertThat(context.getBeansOfType(SecurityFilterChain.class)).hasSize(1);
		});
	}

	@Test
	void invalidSettingsNameTheirKeys() {
		this.runner.withPropertyValues("resilience.console.links.boards=javascript:alert(1)")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("resilience.console.links.boards"));
		this.runner.withPropertyValues("resilience.console.security.users.jane.password=secret")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("resilience.console.security.users.jane.password"));
		this.runner.withPropertyValues("resilience.console.path=/")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("resilience.console.path"));
	}

	private static int status(WebApplicationContext context, String path) throws Exception {
		return respond(context, path).getStatus();
	}

	private static MockHttpServletResponse respond(WebApplicationContext context, String path) throws Exception {
		ServletContext servletContext = Objects.requireNonNull(context.getServletContext());
		servletContext.setAttribute(WebApplicationContext.ROOT_WEB_APPLICATION_CONTEXT_ATTRIBUTE, context);
		MockHttpServletRequest request = new MockHttpServletRequest(servletContext, "GET", path);
		request.setServletPath(path);
		request.addHeader("X-Requested-With", "XMLHttpRequest");
		request.addHeader("Host", "localhost");
		MockHttpServletResponse response = new MockHttpServletResponse();
		context.getBean(FilterChainProxy.class).doFilter(request, response, new MockFilterChain());
		return response;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class Open {

		@Bean
		SecurityFilterChain open(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

	}

}
