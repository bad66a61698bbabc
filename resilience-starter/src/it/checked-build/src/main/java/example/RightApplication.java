package example;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(RightApplication.Inventory.class)
public class RightApplication {

	public static void main(String[] args) {
		SpringApplication.run(RightApplication.class, args);
	}

	public static class Inventory {

		Inventory() {
			throw new IllegalStateException("made for a check");
		}

		@CircuitBreaker(name = "inventory", fallbackMethod = "none")
		public int stock() {
			return 1;
		}

		int none(Exception failure) {
			return 0;
		}

	}

}
