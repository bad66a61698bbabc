package example;

import io.github.resilience4j.common.circuitbreaker.configuration.CircuitBreakerConfigCustomizer;
import io.github.resilience4j.common.retry.configuration.RetryConfigCustomizer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class DemoApplication {

	public static void main(String[] args) {
		SpringApplication.run(DemoApplication.class, args);
	}

	@Bean
	CircuitBreakerConfigCustomizer customizerOfBackendA() {
		return CircuitBreakerConfigCustomizer.of("backendA", (builder) -> builder.slidingWindowSize(8));
	}

	@Bean
	RetryConfigCustomizer customizerOfRetries() {
		return RetryConfigCustomizer.of("backendA", (builder) -> builder.maxAttempts(4));
	}

}
