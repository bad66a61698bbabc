package io.github.resiliencestarter.sample.inventory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Sample service C. It calls nobody; adding the starter is all that it takes to be found
 * by those who call it and to be seen on the dashboards.
 */
@SpringBootApplication
public class InventoryApplication {

	public static void main(String[] args) {
		SpringApplication.run(InventoryApplication.class, args);
	}

}
