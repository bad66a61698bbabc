package io.github.resiliencestarter.http;

import java.net.URI;

import feign.FeignException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.cloud.openfeign.FeignAutoConfiguration;
import org.springframework.cloud.openfeign.FeignClientBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;

/**
 * Contract tests for a Feign client on {@code HttpURLConnection}, Feign's default.
 */
class FeignGuardTests extends HttpGuardContract {

	@Override
	Class<?> application() {
		return FeignApplication.class;
	}

	@Override
	Client client(ConfigurableApplicationContext context, String baseUrl) {
		Exchanges exchanges = new FeignClientBuilder(context).forType(Exchanges.class, URI.create(baseUrl).getHost())
			.url(baseUrl)
			.build();
		return (method, body, key) -> {
			try {
				ResponseEntity<String> response = switch (method) {
					case "GET" -> exchanges.get();
					case "PUT" -> exchanges.put(body);
					default -> exchanges.post(body, key);
				};
				return response.getStatusCode().value() + " " + response.getBody();
			}
			catch (FeignException ex) {
				// Feign wraps the exception for a response with Retry-After
				FeignException failure = (ex.getCause() instanceof FeignException cause) ? cause : ex;
				if (failure.status() < HttpStatus.BAD_REQUEST.value()) {
					throw failure;
				}
				return failure.status() + " " + failure.contentUTF8();
			}
		};
	}

	@Override
	boolean closesConnectionsThatDrip() {
		// HttpURLConnection reads the rest of the body before it closes a connection
		return false;
	}

	interface Exchanges {

		@GetMapping("/")
		ResponseEntity<String> get();

		@PutMapping(path = "/", consumes = "text/plain")
		ResponseEntity<String> put(@Nullable @RequestBody String body);

		@PostMapping(path = "/", consumes = "text/plain")
		ResponseEntity<String> post(@Nullable @RequestBody String body,
				@Nullable @RequestHeader(name = Idempotency.KEY_HEADER, required = false) String key);

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Application.class)
	@ImportAutoConfiguration(FeignAutoConfiguration.class)
	static class FeignApplication {

	}

}
