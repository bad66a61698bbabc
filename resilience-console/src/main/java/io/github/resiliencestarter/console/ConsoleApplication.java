package io.github.resiliencestarter.console;

import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.MapPropertySource;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The console as an application of its own. It listens on 127.0.0.1 unless
 * {@code server.address} is set.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class ConsoleApplication {

	/**
	 * Starts the console.
	 * @param args the arguments, such as {@code --server.port=8090}
	 */
	public static void main(String[] args) {
		application().run(args);
	}

	static SpringApplication application() {
		SpringApplication application = new SpringApplication(ConsoleApplication.class);
		application.setDefaultProperties(Map.ofEntries(Map.entry("spring.application.name", "resilience-console"),
				Map.entry("server.address", "127.0.0.1"), Map.entry("server.port", "8090"),
				Map.entry("server.error.whitelabel.enabled", "false"), Map.entry("server.tomcat.threads.max", "16"),
				Map.entry("server.tomcat.threads.min-spare", "2"),
				// Also the timeout of writes to pages that do not read
				Map.entry("server.tomcat.connection-timeout", "5s"),
				Map.entry("server.tomcat.keep-alive-timeout", "60s"),
				Map.entry("spring.cloud.consul.discovery.register", "false"),
				Map.entry("spring.cloud.consul.discovery.query-passing", "true"),
				Map.entry("spring.cloud.consul.discovery.catalog-services-watch.enabled", "false"),
				Map.entry("spring.cloud.loadbalancer.enabled", "false"), Map.entry("spring.main.banner-mode", "off")));
		application.addInitializers(ConsoleApplication::allowLocalAccess);
		return application;
	}

	/**
	 * Lets this machine read while nobody else can connect.
	 */
	private static void allowLocalAccess(ConfigurableApplicationContext context) {
		context.getEnvironment()
			.getPropertySources()
			.addLast(new MapPropertySource("resilienceConsole", Map.of("resilience.console.security.local-access",
					Access.isLoopbackOnly(context.getEnvironment()))));
	}

	/**
	 * Nothing but the console is reachable.
	 */
	@Bean
	SecurityFilterChain resilienceConsoleApplicationChain(HttpSecurity http) {
		http.authorizeHttpRequests((requests) -> requests.requestMatchers("/", "/actuator/health/**", "/error")
			.permitAll()
			.anyRequest()
			.denyAll());
		return http.build();
	}

	/**
	 * Keeps Spring Boot from making up a user.
	 */
	@Bean("inMemoryUserDetailsManager")
	@ConditionalOnProperty(name = "spring.security.user.password", matchIfMissing = true, havingValue = "none")
	UserDetailsService resilienceConsoleNobody() {
		return new InMemoryUserDetailsManager();
	}

	@Bean
	RouterFunction<ServerResponse> resilienceConsoleHome(ConsoleProperties properties) {
		return RouterFunctions.route()
			.GET("/", (request) -> ServerResponse.status(302).header("Location", properties.path() + "/").build())
			.build();
	}

}
