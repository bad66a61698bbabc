package io.github.resiliencestarter.http;

import java.net.URI;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TargetName}.
 */
class TargetNameTests {

	@ParameterizedTest
	@CsvSource({ "http://inventory/items, inventory", "http://my_service, my_service",
			"http://my_service:8080/a?b=c, my_service", "http://user:secret@my_service:8080, my_service",
			"http://user@my_service/, my_service", "http://_my/, _my", "http://MY_SERVICE, MY_SERVICE",
			"http://my_service.example.com./a, my_service.example.com.", "http://inventory., inventory.",
			"http://INVENTORY:80, INVENTORY", "http://user:secret@inventory, inventory", "http://[::1]:8080/, [::1]",
			"http://my_service:/, my_service", "http://a--b, a--b", "lb://my_service/x, my_service" })
	void isTheHost(String uri, String name) {
		assertThat(TargetName.of(URI.create(uri))).isEqualTo(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/items", "items", "mailto:a@b", "http:/items", "file:///etc/hosts", "http://:80/", "" })
	void isMissingWhereThereIsNoHost(String uri) {
		assertThat(TargetName.of(URI.create(uri))).isNull();
	}

}
