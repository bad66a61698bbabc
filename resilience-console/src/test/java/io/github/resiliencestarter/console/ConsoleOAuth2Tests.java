package io.github.resiliencestarter.console;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUserAuthority;
import org.springframework.security.oauth2.core.user.OAuth2UserAuthority;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConsoleOAuth2} and {@link ConsoleUser}.
 */
class ConsoleOAuth2Tests {

	private static final Instant NOW = Instant.parse("2026-11-28T03:00:00Z");

	private final ConsoleOAuth2 oauth2 = new ConsoleOAuth2(DefaultProperties.get(), "");

	private static OidcIdToken token(Map<String, Object> claims) {
		Map<String, Object> all = new HashMap<>(claims);
		all.put("sub", "jane-1");
		return new OidcIdToken("token", NOW, NOW.plusSeconds(60), all);
	}

	private List<String> roles(GrantedAuthority authority) {
		return this.oauth2.withRoles(List.of(authority))
			.stream()
			.map(GrantedAuthority::getAuthority)
			.filter((name) -> String.valueOf(name).startsWith("ROLE_"))
			.map(String::valueOf)
			.toList();
	}

	@Test
	void onlyRolesOfTheConsoleAreAdded() {
		Map<String, Object> claims = Map.of("roles", List.of("ADMIN", "RESILIENCE_WRITE", 7, "resilience_read"));
		assertThat(roles(new OidcUserAuthority(token(claims)))).containsExactly("ROLE_RESILIENCE_WRITE");
		assertThat(roles(new OidcUserAuthority(token(Map.of()), new OidcUserInfo(claims))))
			.containsExactly("ROLE_RESILIENCE_WRITE");
		assertThat(roles(new OAuth2UserAuthority("OAUTH2", claims))).containsExactly("ROLE_RESILIENCE_WRITE");
	}

	@Test
	void claimsThatAreNoListsAddNothing() {
		assertThat(roles(new OAuth2UserAuthority("OAUTH2", Map.of("roles", "RESILIENCE_WRITE")))).isEmpty();
		assertThat(roles(new OAuth2UserAuthority("OAUTH2", Map.of("other", 1)))).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "true,jane@example.org", "false,jane-1", ",jane-1", "yes,jane-1" })
	void ownerIsAVerifiedAddressOrTheName(@Nullable String verified, String owner) {
		Map<String, Object> claims = new HashMap<>(
				Map.of("email", "jane@example.org", "preferred_username", "root", "name", "Root"));
		if (verified != null) {
			claims.put("email_verified", verified.equals("yes") ? verified : (Object) Boolean.valueOf(verified));
		}
		DefaultOidcUser user = new DefaultOidcUser(List.of(), token(claims));
		assertThat(ConsoleUser.name(new TestingAuthenticationToken(user, "n/a"))).isEqualTo(owner);
	}

}
