package io.github.resiliencestarter;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications on class paths that really lack jars.
 */
class ClassPathTests {

	private static final List<String> ARGUMENTS = List.of("--spring.main.banner-mode=off", "--server.port=0",
			"--logging.level.root=warn", "--spring.cloud.consul.port=1",
			"--spring.cloud.consul.discovery.fail-fast=false", "--resilience.discovery.registration.drain=0");

	@ParameterizedTest
	@ValueSource(strings = { "", "--spring.cloud.consul.discovery.heartbeat.enabled=true",
			"--spring.cloud.consul.discovery.register=false", "--resilience.enabled=false",
			"--resilience.discovery.enabled=false", "--resilience.discovery.registration.enabled=false",
			"--spring.cloud.consul.discovery.enabled=false", "--spring.cloud.consul.enabled=false",
			"--spring.cloud.discovery.enabled=false", "--spring.cloud.service-registry.enabled=false",
			"--resilience.enabled=false --spring.cloud.consul.discovery.heartbeat.enabled=true",
			"--resilience.enabled=false --spring.cloud.consul.enabled=false",
			"--spring.cloud.consul.discovery.heartbeat.enabled=true --resilience.discovery.registration.enabled=false",
			"--spring.cloud.consul.discovery.heartbeat.enabled=true --spring.application.name=shop" })
	void startsWithTheStarterAloneAndNoWebServer(String arguments) {
		assertThat(start(RestrictedClassPath.ofTheStarterAlone(), arguments)).doesNotContain("webServer")
			.contains("circuitBreakerRegistry");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Actuator                    | spring-boot-(starter-)?actuator.*
			Actuator's health           | spring-boot-health
			Actuator and health         | spring-boot-(starter-)?(actuator|health).*
			Actuator and metrics        | spring-boot-(starter-)?(actuator|health|micrometer).*
			Prometheus                  | micrometer-registry-prometheus|prometheus-.*
			Micrometer's meters         | micrometer-(core|jakarta9|registry.*)|prometheus-.*
			Boot's metrics              | spring-boot-(starter-)?micrometer-metrics
			Boot's observations         | spring-boot-(starter-)?micrometer.*
			Consul                      | spring-cloud-(starter-)?consul.*
			a load balancer             | spring-cloud-(starter-)?loadbalancer
			Consul and a load balancer  | spring-cloud-(starter-)?(consul|loadbalancer).*
			CircuitBreakerFactory       | spring-cloud-(starter-)?circuitbreaker.*
			Spring Cloud                | spring-cloud-.*
			WebFlux                     | spring-webflux|spring-boot-webclient|reactor-netty.*
			AspectJ                     | aspectjweaver|spring-boot-starter-aspectj
			context propagation         | context-propagation
			Apache's client             | httpclient5|httpcore5.*
			Jackson 3                   | jackson-(core|databind)-3
			validation                  | spring-boot-(starter-)?validation|hibernate-validator|jakarta.validation-api
			RxJava                      | rxjava
			""")
	void startsWithoutAPart(String part, String artifacts) {
		assertThat(start(RestrictedClassPath.ofTheStarterAlone().without(artifacts), "")).as("alone, without %s", part)
			.contains("circuitBreakerRegistry");
		assertThat(start(RestrictedClassPath.ofAServletApplication().without(artifacts), ""))
			.as("Spring MVC, without %s", part)
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
