package io.github.resiliencestarter.sample.orders;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.service.registry.ImportHttpServices;

/**
 * Sample service B. The group of its HTTP client is the name of the service that it
 * calls, so calls go to its instances in Consul.
 */
@SpringBootApplication
@ImportHttpServices(group = "inventory", types = InventoryApi.class)
public class OrdersApplication {

	public static void main(String[] args) {
		SpringApplication.run(OrdersApplication.class, args);
	}

}
