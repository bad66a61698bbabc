package issuer;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;

/**
 * Spring Authorization Server in a context of its own, outside the package that the
 * application scans. Its token endpoint can be made to fail.
 */
public class AuthorizationServer implements AutoCloseable {

	private static final Pattern TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");

	private final AtomicInteger tokenRequests = new AtomicInteger();

	private final AtomicReference<Behaviour> behaviour = new AtomicReference<>((request, response) -> true);

	private final ConfigurableApplicationContext context;

	private final int port;

	public AuthorizationServer(int port) {
		Behaviour counted = (request, response) -> {
			this.tokenRequests.incrementAndGet();
			return this.behaviour.get().handle(request, response);
		};
		this.context = new SpringApplicationBuilder(Application.class)
			.initializers((GenericApplicationContext context) -> context.registerBean(Behaviour.class, () -> counted))
			.run("--spring.config.name=authorization-server", "--server.port=" + port, "--server.address=127.0.0.1");
		this.port = this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	public int port() {
		return this.port;
	}

	/**
	 * Return the number of requests for a token since the behaviour was last set.
	 */
	public int tokenRequests() {
		return this.tokenRequests.get();
	}

	public String issuer() {
		return "http://localhost:" + this.port;
	}

	public void behave(Behaviour behaviour) {
		this.tokenRequests.set(0);
		this.behaviour.set(behaviour);
	}

	/**
	 * Fail the first requests for a token.
	 */
	public void failFirst(int count) {
		behave((request, response) -> {
			if (this.tokenRequests.get() > count) {
				return true;
			}
			response.setStatus(503);
			return false;
		});
	}

	/**
	 * Fetch a token as a client of its own, before anything fails.
	 */
	public String token(String client, String secret) throws Exception {
		String credentials = Base64.getEncoder()
			.encodeToString((client + ":" + secret).getBytes(StandardCharsets.US_ASCII));
		String response = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create(issuer() + "/oauth2/token"))
				.header("Authorization", "Basic " + credentials)
				.header("Content-Type", "application/x-www-form-urlencoded")
				.POST(BodyPublishers.ofString("grant_type=client_credentials&scope=shop"))
				.build(), BodyHandlers.ofString())
			.body();
		Matcher matcher = TOKEN.matcher(response);
		if (!matcher.find()) {
			throw new IllegalStateException(response);
		}
		return matcher.group(1);
	}

	@Override
	public void close() {
		this.context.close();
	}

	public interface Behaviour {

		/**
		 * Handle a request for a token.
		 * @return whether the server shall process the request
		 */
		boolean handle(HttpServletRequest request, HttpServletResponse response) throws IOException;

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		FilterRegistrationBean<Filter> behaviourFilter(Behaviour behaviour) {
			FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
				if (behaviour.handle((HttpServletRequest) request, (HttpServletResponse) response)) {
					chain.doFilter(request, response);
				}
			});
			registration.addUrlPatterns("/oauth2/token");
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

	}

}
