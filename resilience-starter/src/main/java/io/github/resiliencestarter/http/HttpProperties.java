package io.github.resiliencestarter.http;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties for the protection of HTTP clients.
 *
 * @param enabled Whether calls through RestClient, HTTP interfaces, RestTemplate and
 * WebClient are protected.
 * @param guardTestClients Whether calls through TestRestTemplate and to a
 * MockRestServiceServer are protected as well.
 */
@ConfigurationProperties("resilience.http")
record HttpProperties(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean guardTestClients) {

}
