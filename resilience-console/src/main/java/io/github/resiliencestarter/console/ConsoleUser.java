package io.github.resiliencestarter.console;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.util.ClassUtils;

/**
 * User of a request.
 */
final class ConsoleUser {

	private static final boolean OAUTH2 = ClassUtils
		.isPresent("org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal", null);

	private ConsoleUser() {
	}

	/**
	 * The name that overrides get as their owner: the verified email address of an OpenID
	 * Connect user, or the name that Spring Security knows.
	 */
	static String name(@Nullable Principal principal) {
		if (OAUTH2 && principal instanceof Authentication authentication) {
			String claimed = Claims.name(authentication);
			if (claimed != null) {
				return claimed;
			}
		}
		return (principal != null) ? principal.getName() : "anonymous";
	}

	private static final class Claims {

		static @Nullable String name(Authentication authentication) {
			if (!(authentication.getPrincipal() instanceof OAuth2AuthenticatedPrincipal user)) {
				return null;
			}
			// Users choose the others themselves
			Object verified = user.getAttribute("email_verified");
			Object email = user.getAttribute("email");
			return (email != null && "true".equals(String.valueOf(verified))) ? email.toString() : null;
		}

	}

}
