package io.github.resiliencestarter.sample.storefront;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.service.registry.ImportHttpServices;

/**
 * Sample service A. It calls two services. The HTTP client and the circuit breaker of
 * each have its name in Consul.
 */
@SpringBootApplication
@ImportHttpServices(group = "orders", types = OrdersApi.class)
@ImportHttpServices(group = "inventory", types = { InventoryApi.class, ReservationsApi.class })
public class StorefrontApplication {

	public static void main(String[] args) {
		SpringApplication.run(StorefrontApplication.class, args);
	}

}
