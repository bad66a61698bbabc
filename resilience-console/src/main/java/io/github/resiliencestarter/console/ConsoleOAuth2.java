package io.github.resiliencestarter.console;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

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

	ConsoleOAuth2(ConsoleProperties properties) {
		this.properties = properties;
	}

	void addTo(HttpSecurity http) {
		String path = this.properties.path();
		http.oauth2Login(
				(login) -> login.authorizationEndpoint((endpoint) -> endpoint.baseUri(path + "/oauth2/authorization"))
					.redirectionEndpoint((endpoint) -> endpoint.baseUri(path + "/login/oauth2/code/*"))
					.userInfoEndpoint((endpoint) -> endpoint.userAuthoritiesMapper(this::withRoles))
					.defaultSuccessUrl(path + "/", true));
	}

	/**
	 * Adds the roles that a claim of the user lists.
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

	private static void add(@org.jspecify.annotations.Nullable Object claim, List<GrantedAuthority> all) {
		ConsoleSecurity.roles(claim).forEach((role) -> all.add(new SimpleGrantedAuthority("ROLE_" + role)));
	}

}
