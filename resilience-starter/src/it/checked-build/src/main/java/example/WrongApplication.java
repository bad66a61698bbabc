package example;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(WrongApplication.Inventory.class)
public class WrongApplication {

	public static void main(String[] args) {
		SpringApplication.run(WrongApplication.class, args);
	}

	public static class Inventory {

		@CircuitBreaker(name = "inventory", fallbackMethod = "none")
		public int stock(String sku) {
			return 1;
		}

		int none(long sku, Exception failure) {
			return 0;
		}

	}

}
