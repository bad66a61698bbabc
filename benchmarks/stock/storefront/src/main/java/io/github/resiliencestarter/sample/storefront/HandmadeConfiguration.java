package io.github.resiliencestarter.sample.storefront;

import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.web.service.registry.ImportHttpServices;

/**
 * Client and scheduler of {@link HandmadeReservations}.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
@ImportHttpServices(group = "inventory", types = HandmadeInventoryApi.class)
class HandmadeConfiguration {

}
