package io.github.resiliencestarter.sample.pricing;

import java.net.InetSocketAddress;
import java.util.function.BiConsumer;

import io.github.resiliencestarter.sample.faults.FaultyRequests;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/**
 * Sample service with a protocol of its own. Over HTTP, it serves its health and metrics
 * only. With the starter's dependency, its callers find it in Consul and it drains before
 * it stops.
 */
@SpringBootApplication
public class PricingApplication {

	@Bean
	PriceServer priceServer(PriceList prices, ObjectProvider<FaultyRequests> faults,
			@Value("${server.address:127.0.0.1}") String host, @Value("${sample.pricing.port}") int port,
			@Value("${spring.cloud.consul.discovery.instance-id:${spring.application.name}}") String instance) {
		FaultyRequests faulty = faults.getIfAvailable();
		BiConsumer<Runnable, Runnable> apply = (faulty != null) ? faulty::apply : (serve, fail) -> serve.run();
		return new PriceServer(new InetSocketAddress(host, port), prices, instance, apply);
	}

	public static void main(String[] args) {
		SpringApplication.run(PricingApplication.class, args);
	}

}
