package io.github.resiliencestarter.fallback;

import java.net.URI;
import java.util.Map;
import java.util.Objects;

import feign.FeignException;

import org.springframework.cloud.openfeign.EnableFeignClients;
import org.springframework.cloud.openfeign.FeignClient;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;

/**
 * Last good answers of Feign clients.
 */
class FeignLastGoodTests extends LastGoodClientContract {

	@Override
	Class<?> application() {
		return Application.class;
	}

	@Override
	Answer send(String method, String url, Map<String, String> headers) {
		Pages pages = this.context.getBean(Pages.class);
		try {
			ResponseEntity<String> response = method.equals("GET") ? pages.get(URI.create(url), headers)
					: pages.post(URI.create(url), headers);
			return new Answer(response.getStatusCode().value(), Objects.requireNonNullElse(response.getBody(), ""),
					response.getHeaders());
		}
		catch (FeignException ex) {
			if (ex.status() <= 0) {
				throw ex;
			}
			return new Answer(ex.status(), ex.contentUTF8(), new HttpHeaders());
		}
	}

	@FeignClient(name = FallbackFixture.TARGET, url = "http://localhost")
	interface Pages {

		@GetMapping
		ResponseEntity<String> get(URI url, @RequestHeader Map<String, String> headers);

		@PostMapping
		ResponseEntity<String> post(URI url, @RequestHeader Map<String, String> headers);

	}

	@Configuration(proxyBeanMethods = false)
	@EnableFeignClients(clients = Pages.class)
	@Import(Caching.class)
	static class Application {

	}

}
