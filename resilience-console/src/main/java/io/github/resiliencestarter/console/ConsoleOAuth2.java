package io.github.resiliencestarter.console;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.oidc.user.OidcUserAuthority;
import org.springframework.security.oauth2.core.user.OAuth2UserAuthority;

/**
 * Sign-in with OpenID Connect, below the path of the console.
 */
final class ConsoleOAuth2 {

	private final ConsoleProperties properties;

	private final String servletPath;

	ConsoleOAuth2(ConsoleProperties properties, String servletPath) {
		this.properties = properties;
		this.servletPath = servletPath;
	}

	void addTo(HttpSecurity http) {
		String path = this.properties.path();
		// Spring Security adds the path of the servlet to that of the redirection only
		String full = this.servletPath + path;
		http.oauth2Login(
				(login) -> login.authorizationEndpoint((endpoint) -> endpoint.baseUri(full + "/oauth2/authorization"))
					.redirectionEndpoint((endpoint) -> endpoint.baseUri(path + "/login/oauth2/code/*"))
					.userInfoEndpoint((endpoint) -> endpoint.userAuthoritiesMapper(this::withRoles))
					.defaultSuccessUrl(full + "/", true));
	}

	/**
	 * Adds the roles of the console that a claim of the user lists. Others are not added,
	 * because other chains of the application see the same session.
	 */
	Collection<GrantedAuthority> withRoles(Collection<? extends GrantedAuthority> authorities) {
		List<GrantedAuthority> all = new ArrayList<>(authorities);
		String claim = this.properties.security().rolesClaim();
		for (GrantedAuthority authority : authorities) {
			if (authority instanceof OidcUserAuthority user) {
				add(user.getIdToken().getClaims().get(claim), all);
				add((user.getUserInfo() != null) ? user.getUserInfo().getClaims().get(claim) : null, all);
			}
			else if (authority instanceof OAuth2UserAuthority user) {
				add(user.getAttributes().get(claim), all);
			}
		}
		return all;
	}

	private void add(@Nullable Object claim, List<GrantedAuthority> all) {
		Collection<?> values = (claim instanceof Collection<?> collection) ? collection : List.of();
		Stream.of(this.properties.security().readRole(), this.properties.security().writeRole())
			.filter(values::contains)
			.forEach((role) -> all.add(new SimpleGrantedAuthority("ROLE_" + role)));
	}

}
