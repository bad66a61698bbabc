package io.github.resiliencestarter;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications on classpaths that really lack jars.
 */
class ClassPathTests {

	private static final List<String> ARGUMENTS = List.of("--spring.main.banner-mode=off", "--server.port=0",
			"--logging.level.root=warn", "--spring.cloud.consul.port=1",
			"--spring.cloud.consul.discovery.fail-fast=false", "--resilience.discovery.registration.drain=0");

	@ParameterizedTest
	@ValueSource(strings = { "", "--spring.cloud.consul.discovery.heartbeat.enabled=true",
			"--spring.cloud.consul.discovery.register=false", "--resilience.enabled=false",
			"--resilience.enabled=false --spring.cloud.consul.discovery.heartbeat.enabled=true",
			"--resilience.enabled=false --spring.cloud.consul.enabled=false" })
	void startsWithTheStarterAloneAndNoWebServer(String arguments) {
		assertThat(start(RestrictedClassPath.ofTheStarterAlone(), arguments)).doesNotContain("webServer")
			.contains("circuitBreakerRegistry");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', textBlock = """
			Actuator and metrics   ; spring-boot-(starter-)?(actuator|health|micrometer).*
			health                 ; spring-boot-health
			Prometheus             ; micrometer-registry-prometheus|prometheus-.*
			Consul                 ; spring-cloud-(starter-)?consul.*
			a load balancer        ; spring-cloud-(starter-)?(consul-discovery|loadbalancer)
			CircuitBreakerFactory  ; spring-cloud-(starter-)?circuitbreaker.*
			a JSON mapper          ; jackson-(core|databind|annotations)
			""")
	void startsWithTheStarterAloneWithout(String part, String artifacts) {
		assertThat(start(RestrictedClassPath.ofTheStarterAlone().without(artifacts), "")).as("without %s", part)
			.contains("circuitBreakerRegistry");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			textBlock = """
					Actuator and metrics   ; spring-boot-(starter-)?(actuator|health|micrometer).*
					what is reactive       ; spring-webflux|spring-boot-webclient|reactor-(netty.*|extra|test)
					what is optional       ; spring-webflux|spring-boot-webclient|aspectjweaver|context-propagation|httpclient5.*|httpcore5.*|rxjava
					""")
	void servletApplicationStartsWithout(String part, String artifacts) {
		assertThat(start(RestrictedClassPath.ofAServletApplication().without(artifacts), "")).as("without %s", part)
			.contains("circuitBreakerRegistry", "dispatcherServlet");
	}

	private static String start(RestrictedClassPath classPath, String arguments) {
		List<String> all = new ArrayList<>(ARGUMENTS);
		if (!arguments.isEmpty()) {
			all.addAll(List.of(arguments.split(" ", -1)));
		}
		return classPath.start(all.toArray(String[]::new));
	}

}
