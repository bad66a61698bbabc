package io.github.resiliencestarter.console;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.servlet.DispatcherType;

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
 * Security of the console's path, and of nothing else. Without any configured user, only
 * this machine may read, and nobody may write.
 */
final class ConsoleSecurity {

	static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
			+ "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
			+ "require-trusted-types-for 'script'; trusted-types 'none'";

	private final ConsoleProperties properties;

	ConsoleSecurity(ConsoleProperties properties) {
		this.properties = properties;
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
		http.securityMatcher(new OrRequestMatcher(PathPatternRequestMatcher.pathPattern(path),
				PathPatternRequestMatcher.pathPattern(path + "/**")));
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
		http.authorizeHttpRequests(
				(requests) -> requests.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
					.permitAll()
					.requestMatchers(PathPatternRequestMatcher.pathPattern(HttpMethod.GET, path),
							PathPatternRequestMatcher.pathPattern(HttpMethod.GET, path + "/**"))
					.hasAnyRole(read, write)
					.requestMatchers(PathPatternRequestMatcher.pathPattern(HttpMethod.POST, path + "/api/**"),
							PathPatternRequestMatcher.pathPattern(HttpMethod.DELETE, path + "/api/**"))
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
			new ConsoleOAuth2(this.properties).addTo(http);
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

	private static void onlyLocal(HttpSecurity http) {
		Set<String> reading = Set.of("GET", "HEAD");
		http.authorizeHttpRequests((requests) -> requests
			.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
			.permitAll()
			.anyRequest()
			.access((authentication, context) -> new AuthorizationDecision(
					reading.contains(context.getRequest().getMethod()) && Access.isLocal(context.getRequest()))));
		http.exceptionHandling((failures) -> failures
			.authenticationEntryPoint((request, response, failure) -> response.sendError(403)));
	}

	static List<String> roles(@org.jspecify.annotations.Nullable Object claim) {
		return (claim instanceof Collection<?> values) ? values.stream().map(String::valueOf).toList() : List.of();
	}

}
