package io.github.resiliencestarter.fallback;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Users in Spring Security's context.
 */
class SecurityContextPrincipals implements Principals {

	@Override
	public boolean arePresent() {
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		return authentication != null && !(authentication instanceof AnonymousAuthenticationToken);
	}

}
