package io.github.resiliencestarter.aot;

import java.util.Map;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resiliencestarter.reconfiguration.Reconfiguration;
import io.github.resiliencestarter.reconfiguration.ReconfigurationResult;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.client.GrpcChannelFactory;

/**
 * Application that is processed ahead of time, started and queried.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class AotApplication {

	/**
	 * Start the application.
	 * @param args the arguments
	 */
	public static void main(String[] args) {
		SpringApplication.run(AotApplication.class, args);
	}

	@Bean
	Stock stock() {
		return new Stock();
	}

	@Bean
	Elsewhere elsewhere() {
		return new Elsewhere();
	}

	@Bean
	CommandLineRunner channel(GrpcChannelFactory channels) {
		return (args) -> {
			ManagedChannel channel = channels.createChannel("inventory");
			try {
				HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
			}
			catch (StatusRuntimeException ex) {
				System.out.println("channel: " + channel.authority() + " " + ex.getStatus().getCode() + " "
						+ ex.getStatus().getDescription());
			}
		};
	}

	@Bean
	CommandLineRunner answers(Stock stock, CircuitBreakerRegistry breakers, Reconfiguration reconfiguration) {
		return (args) -> {
			System.out.println("own fallback: " + stock.own());
			System.out.println("calls: " + breakers.circuitBreaker("own").getMetrics().getNumberOfFailedCalls());
			System.out.println("default threshold: "
					+ breakers.circuitBreaker("own").getCircuitBreakerConfig().getMinimumNumberOfCalls());
			ReconfigurationResult result = reconfiguration
				.apply(Map.of("resilience4j.circuitbreaker.configs.default.minimum-number-of-calls", "3"));
			System.out.println("reconfigured: " + (result instanceof ReconfigurationResult.Applied));
			System.out.println("changed threshold: "
					+ breakers.circuitBreaker("own").getCircuitBreakerConfig().getMinimumNumberOfCalls());
		};
	}

	/**
	 * Bean with annotations.
	 */
	static class Stock {

		@CircuitBreaker(name = "own", fallbackMethod = "instead")
		String own() {
			throw new IllegalStateException("No stock");
		}

		@SuppressWarnings("UnusedMethod")
		private String instead(IllegalStateException failure) {
			return "instead of " + failure.getMessage();
		}

		@Retry(name = "other", fallbackMethod = "elsewhere::answer")
		String other() {
			throw new IllegalStateException("No stock");
		}

	}

	/**
	 * Bean with a fallback.
	 */
	static class Elsewhere {

		String answer(Exception failure) {
			return "elsewhere";
		}

	}

	/**
	 * Exception that only a property names.
	 */
	public static class NamedException extends RuntimeException {

	}

}
