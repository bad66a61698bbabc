package io.github.resiliencestarter.console;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer.FrameOptionsConfig;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;

/**
 * Security of the console's path, and of nothing else. Without any configured user,
 * nobody may write, and only this machine may read, if that is enabled.
 */
final class ConsoleSecurity {

	static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
			+ "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
			+ "require-trusted-types-for 'script'; trusted-types 'none'";

	private static final String NO_USERS = "No users are configured for the console. "
			+ "Configure resilience.console.security.users, or an OpenID Connect provider. ";

	private static final String LOCAL = "Without users, only this machine may read: use http://127.0.0.1 on it, "
			+ "not through a proxy.\n";

	private static final String NOT_LOCAL = "To read on this machine without a user, set "
			+ "resilience.console.security.local-access=true; do not if a proxy on this machine forwards requests.\n";

	private final ConsoleProperties properties;

	private final PathPatternRequestMatcher.Builder paths;

	private final String servletPath;

	/**
	 * Creates the security.
	 * @param properties the properties
	 * @param paths creates matchers of paths below the servlet
	 * @param servletPath the path of the servlet, or an empty string
	 */
	ConsoleSecurity(ConsoleProperties properties, PathPatternRequestMatcher.Builder paths, String servletPath) {
		this.properties = properties;
		this.paths = paths;
		this.servletPath = servletPath;
	}

	/**
	 * How users sign in.
	 *
	 * @param basic whether a username and a password are known
	 * @param oauth2 whether there is an OpenID Connect provider
	 */
	record SignIn(boolean basic, boolean oauth2) {

		boolean isConfigured() {
			return this.basic || this.oauth2;
		}

	}

	SecurityFilterChain chain(HttpSecurity http, SignIn signIn) {
		String path = this.properties.path();
		http.securityMatcher(new OrRequestMatcher(this.paths.matcher(path), this.paths.matcher(path + "/**")));
		http.headers((headers) -> headers.contentSecurityPolicy((policy) -> policy.policyDirectives(POLICY))
			.frameOptions(FrameOptionsConfig::deny)
			.referrerPolicy((referrer) -> referrer.policy(ReferrerPolicy.NO_REFERRER)));
		http.requestCache((cache) -> cache.disable());
		http.logout((logout) -> logout.disable());
		http.csrf(Customizer.withDefaults());
		if (signIn.isConfigured()) {
			authorize(http);
			signIn(http, signIn);
		}
		else {
			onlyLocal(http);
		}
		return http.build();
	}

	private void authorize(HttpSecurity http) {
		String path = this.properties.path();
		String read = this.properties.security().readRole();
		String write = this.properties.security().writeRole();
		http.authorizeHttpRequests((requests) -> requests
			.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
			.permitAll()
			.requestMatchers(this.paths.matcher(HttpMethod.GET, path), this.paths.matcher(HttpMethod.GET, path + "/**"))
			.hasAnyRole(read, write)
			.requestMatchers(this.paths.matcher(HttpMethod.POST, path + "/api/**"),
					this.paths.matcher(HttpMethod.DELETE, path + "/api/**"))
			.hasRole(write)
			.anyRequest()
			.denyAll());
	}

	private void signIn(HttpSecurity http, SignIn signIn) {
		Map<String, ConsoleProperties.User> users = this.properties.security().users();
		if (!users.isEmpty()) {
			http.authenticationProvider(provider(users));
		}
		if (signIn.basic()) {
			http.httpBasic(Customizer.withDefaults());
		}
		if (signIn.oauth2()) {
			new ConsoleOAuth2(this.properties, this.servletPath).addTo(http);
		}
	}

	private static DaoAuthenticationProvider provider(Map<String, ConsoleProperties.User> users) {
		Collection<UserDetails> details = new ArrayList<>();
		users.forEach((name, user) -> details
			.add(User.withUsername(name).password(user.password()).roles(user.roles().toArray(String[]::new)).build()));
		DaoAuthenticationProvider provider = new DaoAuthenticationProvider(new InMemoryUserDetailsManager(details));
		provider.setPasswordEncoder(PasswordEncoderFactories.createDelegatingPasswordEncoder());
		return provider;
	}

	private void onlyLocal(HttpSecurity http) {
		Set<String> reading = Set.of("GET", "HEAD");
		boolean local = this.properties.security().localAccess();
		http.authorizeHttpRequests((requests) -> requests
			.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
			.permitAll()
			.anyRequest()
			.access((authentication, context) -> new AuthorizationDecision(local
					&& reading.contains(context.getRequest().getMethod()) && Access.isLocal(context.getRequest()))));
		String text = NO_USERS + (local ? LOCAL : NOT_LOCAL);
		http.exceptionHandling(
				(failures) -> failures.authenticationEntryPoint((request, response, failure) -> deny(response, text))
					.accessDeniedHandler((request, response, failure) -> deny(response, text)));
	}

	private static void deny(HttpServletResponse response, String text) throws IOException {
		response.setStatus(HttpServletResponse.SC_FORBIDDEN);
		response.setContentType("text/plain;charset=UTF-8");
		response.getWriter().write(text);
	}

}
