package io.github.resiliencestarter.edge;

import io.github.resiliencestarter.fallback.Principals;

import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * User of the servlet request that this thread processes.
 */
class RequestPrincipals implements Principals {

	@Override
	public boolean arePresent() {
		return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
				&& attributes.getRequest().getUserPrincipal() != null;
	}

}
