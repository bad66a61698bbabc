package io.github.resiliencestarter.grpc.server;

import java.util.stream.Stream;

import io.github.resiliencestarter.RestrictedClassPath;
import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.registration.NetworkGrpcServer;
import io.github.resiliencestarter.registration.NetworkGrpcServer.GrpcEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.server.exception.CompositeGrpcExceptionHandler;
import org.springframework.grpc.server.exception.GrpcExceptionHandlerInterceptor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the auto-configurations of the gRPC server side.
 */
class GrpcServerAutoConfigurationTests {

	@Test
	void serverIsThereWithAllItsParts() {
		ShopServer.runner(new Shop())
			.run((context) -> assertThat(context).hasSingleBean(DeadlineInterceptor.class)
				.hasSingleBean(FailureInterceptor.class)
				.hasSingleBean(GrpcExceptionHandlerInterceptor.class)
				.hasSingleBean(ListeningServer.class)
				.hasSingleBean(Readiness.class));
	}

	@Test
	void applicationWithoutAServiceHasNothing() {
		StarterContext.runner().run((context) -> assertThat(ours(context)).isEmpty());
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.enabled", "resilience.grpc.enabled" })
	void switchesTurnItOff(String key) {
		ShopServer.runner(new Shop())
			.withPropertyValues(key + "=false")
			.run((context) -> assertThat(ours(context)).isEmpty());
	}

	@Test
	void serverThatSpringDoesNotStartHasNothing() {
		ShopServer.runner(new Shop())
			.withPropertyValues("spring.grpc.server.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(FailureInterceptor.class)
				.doesNotHaveBean(NetworkGrpcServer.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "io.grpc", "org.springframework.grpc" })
	void nothingIsLoadedWithoutGrpc(String missing) {
		StarterContext.runner()
			.withClassLoader(new FilteredClassLoader(missing))
			.run((context) -> assertThat(ours(context)).isEmpty());
	}

	@Test
	void applicationStartsWithoutTheJarsOfGrpc() {
		assertThat(RestrictedClassPath.ofTheStarterAlone().start("--spring.cloud.consul.enabled=false"))
			.contains("circuitBreakerRegistry")
			.doesNotContain("grpc");
	}

	@Test
	void applicationStartsWithTheClientsOfGrpcAlone() {
		assertThat(RestrictedClassPath.ofAServletApplication()
			.without("spring-boot-grpc-server|grpc-services")
			.start("--spring.cloud.consul.enabled=false", "--server.port=0")).contains("circuitBreakerRegistry")
			.doesNotContain("grpcDeadlineInterceptor");
	}

	@Test
	void exceptionInterceptorOfTheUserWins() {
		ShopServer.runner(new Shop())
			.withUserConfiguration(OwnInterceptor.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(FailureInterceptor.class)
				.hasSingleBean(GrpcExceptionHandlerInterceptor.class));
	}

	@Test
	void endpointIsThatOfTheServer() {
		ShopServer.runner(new Shop())
			.run((context) -> assertThat(context.getBean(NetworkGrpcServer.class).endpoint())
				.isEqualTo(new GrpcEndpoint(ShopServer.port(context), false, "readiness")));
	}

	@Test
	void serverWithinTheProcessHasNoEndpoint() {
		StarterContext.runner()
			.withPropertyValues("spring.grpc.server.inprocess.name=shop", "spring.cloud.discovery.enabled=false")
			.withClassLoader(new FilteredClassLoader("io.grpc.netty"))
			.withBean(Shop.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.getBean(NetworkGrpcServer.class)
				.extracting(NetworkGrpcServer::endpoint)
				.isNull());
	}

	private static Stream<String> ours(ApplicationContext context) {
		return Stream.of(context.getBeanDefinitionNames())
			.filter((name) -> String.valueOf(context.getType(name)).contains("resiliencestarter.grpc.server"))
			.filter((name) -> !name.endsWith("AutoConfiguration") && !name.equals("shop"));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnInterceptor {

		@Bean
		GrpcExceptionHandlerInterceptor mine() {
			return new GrpcExceptionHandlerInterceptor(new CompositeGrpcExceptionHandler());
		}

	}

}
