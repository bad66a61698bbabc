package io.github.resiliencestarter.http;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;

/**
 * Configuration of the context that the load balancer creates for each target. Not nested
 * in the auto-configuration, whose own context would process it too. Public because code
 * generated ahead of time refers to it.
 */
public class TriedInstancesConfiguration {

	@Bean
	static OtherInstance.SupplierPostProcessor httpOtherInstanceSupplierPostProcessor(
			ObjectProvider<OtherInstance> otherInstance) {
		return new OtherInstance.SupplierPostProcessor(otherInstance);
	}

}
