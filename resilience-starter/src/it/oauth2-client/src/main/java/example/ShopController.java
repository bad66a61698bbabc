package example;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

@RestController
class ShopController {

	private final RestClient inventory;

	private final RestClient pricing;

	ShopController(@Qualifier("inventory") RestClient inventory, @Qualifier("pricing") RestClient pricing) {
		this.inventory = inventory;
		this.pricing = pricing;
	}

	@GetMapping("/stock")
	String stock() {
		return this.inventory.get().uri("/stock/1").retrieve().body(String.class);
	}

	@GetMapping("/price")
	String price() {
		return this.pricing.get().uri("/price/1").retrieve().body(String.class);
	}

	@GetMapping("/nothing")
	String nothing() {
		return "nothing";
	}

}
