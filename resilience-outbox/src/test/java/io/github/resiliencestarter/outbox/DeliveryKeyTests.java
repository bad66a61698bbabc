package io.github.resiliencestarter.outbox;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DeliveryKey}.
 */
@SuppressWarnings("try") // Closed at the end
class DeliveryKeyTests {

	private static @Nullable String post(String uri) {
		return DeliveryKey.next(HttpMethod.POST, URI.create(uri));
	}

	@Test
	void theFirstRequestToTheTargetHasTheIdentifier() {
		try (DeliveryKey.Scope scope = DeliveryKey.open("id", "inventory")) {
			assertThat(DeliveryKey.next(HttpMethod.GET, URI.create("http://inventory/stock"))).isNull();
			assertThat(post("http://payment/charges")).startsWith("id-");
			assertThat(post("http://inventory:8080/reservations")).isEqualTo("id");
			assertThat(post("http://inventory:8080/mails")).startsWith("id-");
		}
		assertThat(post("http://inventory/reservations")).isNull();
		assertThat(DeliveryKey.isDelivering()).isFalse();
	}

	@Test
	void theKeyDoesNotDependOnEarlierRequests() {
		String first;
		String last;
		try (DeliveryKey.Scope scope = DeliveryKey.open("id", "inventory")) {
			first = post("http://payment/charges");
			last = post("http://inventory/reservations");
		}
		try (DeliveryKey.Scope scope = DeliveryKey.open("id", "inventory")) {
			assertThat(post("http://inventory/reservations")).isEqualTo(last);
			assertThat(post("http://payment/charges")).isEqualTo(first);
		}
	}

	@Test
	void requestsToOnePlaceHaveDifferentKeys() {
		try (DeliveryKey.Scope scope = DeliveryKey.open("id", "my_inventory")) {
			List<@Nullable String> keys = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				keys.add(post("http://my_inventory:8080/reservations"));
				keys.add(post("http://payment/charges"));
				keys.add(DeliveryKey.next(HttpMethod.PUT, URI.create("http://payment/charges")));
			}
			assertThat(keys).doesNotContainNull().doesNotHaveDuplicates().first().isEqualTo("id");
		}
	}

	@Test
	void webClientSendsOneKeyForAllAttempts() {
		List<@Nullable String> keys = new ArrayList<>();
		ExchangeFunction end = (request) -> {
			keys.add(request.headers().getFirst(DeliveryKey.HEADER));
			return Mono.just(ClientResponse.create(HttpStatus.OK).build());
		};
		WebClient.Builder builder = WebClient.builder().exchangeFunction(end).filter(new Twice());
		new WebClientConfiguration().outboxWebClientCustomizer().customize(builder);
		WebClient client = builder.build();
		try (DeliveryKey.Scope scope = DeliveryKey.open("id", "inventory")) {
			client.get().uri("http://inventory/stock").retrieve().toBodilessEntity().block();
			client.post().uri("http://inventory/reservations").retrieve().toBodilessEntity().block();
		}
		client.post().uri("http://inventory/reservations").retrieve().toBodilessEntity().block();
		assertThat(keys).containsExactly(null, null, "id", "id", null, null);
	}

	/**
	 * Guard that makes two attempts, with all filters after it.
	 */
	private static final class Twice implements ExchangeFilterFunction {

		@Override
		public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
			return next.exchange(request).then(next.exchange(request));
		}

	}

}
