package example;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.stereotype.Service;

@SpringBootApplication
public class ShopApplication {

	public static void main(String[] args) {
		SpringApplication.run(ShopApplication.class, args);
	}

	@Service
	public static class Inventory {

		@CircuitBreaker(name = "inventory", fallbackMethod = "none")
		public int stock() {
			throw new IllegalStateException("inventory is away");
		}

		int none(Exception failure) {
			return 0;
		}

	}

}
