package io.github.resiliencestarter.endpoint;

import io.github.resiliencestarter.RestrictedClassPath;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications that expose the endpoint on classpaths that lack jars.
 */
class EndpointClassPathTests {

	private static final String[] ARGUMENTS = { "--spring.main.banner-mode=off", "--server.port=0",
			"--logging.level.root=warn", "--spring.cloud.consul.port=1",
			"--spring.cloud.consul.discovery.fail-fast=false", "--resilience.discovery.registration.drain=0",
			"--management.endpoints.web.exposure.include=*" };

	@ParameterizedTest
	@CsvSource(delimiter = ';', textBlock = """
			Consul                 ; spring-cloud-(starter-)?consul.*                     ; true
			a load balancer        ; spring-cloud-(starter-)?(consul-discovery|loadbalancer) ; true
			metrics                ; spring-boot-(starter-)?micrometer.*                  ; true
			Actuator and metrics   ; spring-boot-(starter-)?(actuator|health|micrometer).* ; false
			""")
	void servletApplicationStartsWithout(String part, String artifacts, boolean hasEndpoint) {
		String beans = RestrictedClassPath.ofAServletApplication().without(artifacts).start(ARGUMENTS);
		assertThat(beans).as("without %s", part).contains("circuitBreakerRegistry", "dispatcherServlet");
		assertThat(beans.contains("resilienceEndpointTargetViews")).as("without %s", part).isEqualTo(hasEndpoint);
	}

}
