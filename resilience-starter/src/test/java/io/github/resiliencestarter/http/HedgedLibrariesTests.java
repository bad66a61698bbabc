package io.github.resiliencestarter.http;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.github.resiliencestarter.http.BalancedGuardTests.Library;
import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.BeanUtils;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.JettyClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the client libraries whose requests are sent to a second instance.
 */
class HedgedLibrariesTests extends HedgedRequests {

	@ParameterizedTest
	@EnumSource(names = { "APACHE", "SIMPLE", "JETTY", "REACTOR", "APACHE_BUFFERED", "SIMPLE_BUFFERED" })
	void cancelsTheRequestThatLosesOfEveryLibraryOfRestClient(RequestFactoryKind kind) {
		run(HEDGE + "50ms");
		RestClient client = context().getBean(RestClient.Builder.class).clone().requestFactory(kind.create()).build();
		assertThatTheOtherIsCanceled(() -> client.get().uri("http://inventory/").retrieve().body(String.class));
	}

	@ParameterizedTest
	@ValueSource(classes = { ReactorClientHttpConnector.class, JettyClientHttpConnector.class })
	void cancelsTheRequestThatLosesOfEveryConnectorOfWebClient(Class<? extends ClientHttpConnector> connector) {
		run(HEDGE + "50ms");
		WebClient client = context().getBean(WebClient.Builder.class)
			.clone()
			.clientConnector(BeanUtils.instantiateClass(connector))
			.build();
		assertThatTheOtherIsCanceled(
				() -> client.get().uri("http://inventory/").retrieve().bodyToMono(String.class).block());
	}

	@Test
	void sendsASecondRequestOfAnHttpInterface() {
		run(HEDGE + "50ms");
		Supplier<@Nullable String> client = Library.HTTP_INTERFACE.client(context());
		assertThatTheOtherIsCanceled(client);
	}

	private void assertThatTheOtherIsCanceled(Supplier<@Nullable String> call) {
		IntStream.range(0, 4).forEach((i) -> assertThat(call.get()).isEqualTo("ok"));
		behave(Behaviour.hang(), OK);
		assertThat(call.get()).isEqualTo("ok");
		assertThat(events()).contains("hedge WON");
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(this::closedByClient, (closed) -> closed == 1);
		behave(late(1500, OK), Behaviour.hang());
		assertThat(call.get()).isEqualTo("ok");
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(this::closedByClient, (closed) -> closed == 1);
		assertNothingIsLeft();
	}

}
