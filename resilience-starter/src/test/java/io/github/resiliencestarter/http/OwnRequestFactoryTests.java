package io.github.resiliencestarter.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.resiliencestarter.http.MisbehavingServer.Behaviour;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.BufferingClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.InterceptingClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.JettyClientHttpRequestFactory;
import org.springframework.http.client.ReactorClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.util.StreamUtils;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for clients with a request factory that the user has made: the limits of a call
 * hold there too, and whatever cannot be aborted is left as it is without a guard.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
class OwnRequestFactoryTests {

	private static final Duration LIMIT = Duration.ofMillis(1200);

	private static final Duration SLACK = Duration.ofMillis(1300);

	private ConfigurableApplicationContext context;

	@BeforeAll
	void start() {
		this.context = new SpringApplicationBuilder(HttpGuardContract.Application.class).web(WebApplicationType.NONE)
			.properties("resilience4j.retry.configs.default.wait-duration=1ms", "spring.main.banner-mode=off",
					"resilience4j.circuitbreaker.configs.default.minimum-number-of-calls=1000",
					"resilience.client.attempt-timeout=800ms", "resilience.client.timeout=" + LIMIT.toMillis() + "ms")
			.run();
	}

	@AfterAll
	void stop() {
		this.context.close();
	}

	static Stream<Arguments> kindsAndFaults() {
		return Stream.of(Kind.values())
			.flatMap((kind) -> Stream.of("hang", "drip", "trickle", "stall").map((fault) -> Arguments.of(kind, fault)));
	}

	@ParameterizedTest
	@MethodSource("kindsAndFaults")
	void keepsTheLimitOfACall(Kind kind, String fault, CapturedOutput output) throws Exception {
		try (MisbehavingServer server = new MisbehavingServer()) {
			server.behave(switch (fault) {
				case "hang" -> Behaviour.hang();
				case "drip" -> Behaviour.drip();
				case "trickle" -> Behaviour.trickle("x".repeat(20));
				default -> Behaviour.stall();
			});
			RestTemplate client = restTemplate(kind.create());
			Duration took = HttpGuardContract
				.took(() -> assertThatException().isThrownBy(() -> client.getForObject(url(server), String.class)));
			assertThat(took).isLessThan(LIMIT.plus(SLACK));
			assertThat(Thread.interrupted()).isFalse();
			server.behave(Behaviour.answer(200, "fine"));
			assertThat(client.getForObject(url(server), String.class)).isEqualTo("fine");
			assertThat(output).doesNotContain("cannot be aborted");
		}
	}

	@ParameterizedTest
	@MethodSource("kindsAndFaults")
	void keepsTheLimitOfACallOfARestClient(Kind kind, String fault) throws Exception {
		if (!fault.equals("hang")) {
			return;
		}
		try (MisbehavingServer server = new MisbehavingServer()) {
			server.behave(Behaviour.hang());
			RestClient client = this.context.getBean(RestClient.Builder.class).requestFactory(kind.create()).build();
			Duration took = HttpGuardContract.took(() -> assertThatException()
				.isThrownBy(() -> client.get().uri(url(server)).retrieve().body(String.class)));
			assertThat(took).isLessThan(LIMIT.plus(SLACK));
			assertThat(Thread.interrupted()).isFalse();
		}
	}

	@ParameterizedTest
	@MethodSource("kindsAndFaults")
	void sendsBodiesAndHeadersAsWithoutAGuard(Kind kind, String fault) throws Exception {
		if (!fault.equals("hang")) {
			return;
		}
		try (MisbehavingServer server = new MisbehavingServer()) {
			server.behave(Behaviour.answer(200, "fine"));
			String answer = this.context.getBean(RestClient.Builder.class)
				.requestFactory(kind.create())
				.requestInterceptor((request, body, execution) -> {
					request.getHeaders().add("X-Inner", "1");
					return execution.execute(request, body);
				})
				.build()
				.post()
				.uri(url(server))
				.header("X-Own", "a")
				.body("text")
				.retrieve()
				.body(String.class);
			assertThat(answer).isEqualTo("fine");
			assertThat(server.requests).singleElement().satisfies((request) -> {
				assertThat(request.method()).isEqualTo("POST");
				assertThat(request.body()).isEqualTo("text");
				assertThat(request.headers()).containsEntry("X-Own", "a").containsEntry("X-Inner", "1");
			});
		}
	}

	@Test
	void deliversALateResponseThatCouldNotBeAborted(CapturedOutput output) throws Exception {
		try (MisbehavingServer server = new MisbehavingServer()) {
			server.behave(Behaviour.trickle("late"));
			RestTemplate client = restTemplate(StubbornRequest::new);
			assertThat(output).containsOnlyOnce("cannot be aborted").contains(getClass().getName());
			assertThat(client.getForObject(url(server), String.class)).isEqualTo("late");
			assertThat(server.requests).hasSize(1);
			assertThat(Thread.interrupted()).isFalse();
			assertThat(output).containsOnlyOnce("cannot be aborted");
			server.behave(Behaviour.answer(200, "fine"));
			assertThat(client.getForObject(url(server), String.class)).isEqualTo("fine");
			assertThat(output).containsOnlyOnce("cannot be aborted");
		}
	}

	private RestTemplate restTemplate(ClientHttpRequestFactory factory) {
		RestTemplate restTemplate = new RestTemplate(factory);
		return (RestTemplate) this.context.getAutowireCapableBeanFactory()
			.applyBeanPostProcessorsAfterInitialization(restTemplate, "restTemplate");
	}

	private static String url(MisbehavingServer server) {
		return "http://localhost:" + server.port() + "/";
	}

	enum Kind {

		APACHE {
			@Override
			ClientHttpRequestFactory create() {
				return new HttpComponentsClientHttpRequestFactory(HttpClients.createDefault());
			}
		},

		APACHE_BUFFERED {
			@Override
			ClientHttpRequestFactory create() {
				return new BufferingClientHttpRequestFactory(APACHE.create());
			}
		},

		SIMPLE {
			@Override
			ClientHttpRequestFactory create() {
				return new SimpleClientHttpRequestFactory();
			}
		},

		SIMPLE_BUFFERED {
			@Override
			ClientHttpRequestFactory create() {
				return new BufferingClientHttpRequestFactory(SIMPLE.create());
			}
		},

		SIMPLE_WITH_LONG_TIMEOUTS {
			@Override
			ClientHttpRequestFactory create() {
				SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
				factory.setConnectTimeout(30_000);
				factory.setReadTimeout(30_000);
				return factory;
			}
		},

		JDK {
			@Override
			ClientHttpRequestFactory create() {
				return new JdkClientHttpRequestFactory();
			}
		},

		JDK_BUFFERED {
			@Override
			ClientHttpRequestFactory create() {
				return new BufferingClientHttpRequestFactory(JDK.create());
			}
		},

		JETTY {
			@Override
			ClientHttpRequestFactory create() {
				JettyClientHttpRequestFactory factory = new JettyClientHttpRequestFactory();
				factory.setReadTimeout(60_000);
				return factory;
			}
		},

		JETTY_BUFFERED {
			@Override
			ClientHttpRequestFactory create() {
				return new BufferingClientHttpRequestFactory(JETTY.create());
			}
		},

		REACTOR {
			@Override
			ClientHttpRequestFactory create() {
				ReactorClientHttpRequestFactory factory = new ReactorClientHttpRequestFactory();
				factory.setReadTimeout(60_000);
				return factory;
			}
		},

		REACTOR_BUFFERED {
			@Override
			ClientHttpRequestFactory create() {
				return new BufferingClientHttpRequestFactory(REACTOR.create());
			}
		},

		LAMBDA {
			@Override
			ClientHttpRequestFactory create() {
				ClientHttpRequestFactory simple = APACHE.create();
				return (uri, method) -> simple.createRequest(uri, method);
			}
		},

		INTERCEPTING {
			@Override
			ClientHttpRequestFactory create() {
				return new InterceptingClientHttpRequestFactory(APACHE.create(),
						List.of((request, body, execution) -> execution.execute(request, body)));
			}
		},

		WRAPPED {
			@Override
			ClientHttpRequestFactory create() {
				ClientHttpRequestFactory simple = SIMPLE.create();
				return (uri, method) -> new WrappedRequest(simple.createRequest(uri, method));
			}
		};

		abstract ClientHttpRequestFactory create();

	}

	/**
	 * Request as users wrap it around one of Spring.
	 */
	private static final class WrappedRequest extends AbstractClientHttpRequest {

		private final ClientHttpRequest request;

		WrappedRequest(ClientHttpRequest request) {
			this.request = request;
		}

		@Override
		public HttpMethod getMethod() {
			return this.request.getMethod();
		}

		@Override
		public URI getURI() {
			return this.request.getURI();
		}

		@Override
		protected OutputStream getBodyInternal(HttpHeaders headers) throws IOException {
			return this.request.getBody();
		}

		@Override
		protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
			headers.forEach(this.request.getHeaders()::addAll);
			return this.request.execute();
		}

	}

	/**
	 * Request of a library that ignores interrupts and knows no abort.
	 */
	private static final class StubbornRequest extends AbstractClientHttpRequest {

		private final URI uri;

		private final HttpMethod method;

		StubbornRequest(URI uri, HttpMethod method) {
			this.uri = uri;
			this.method = method;
		}

		@Override
		public HttpMethod getMethod() {
			return this.method;
		}

		@Override
		public URI getURI() {
			return this.uri;
		}

		@Override
		protected OutputStream getBodyInternal(HttpHeaders headers) {
			return OutputStream.nullOutputStream();
		}

		@Override
		protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
			try (Socket socket = new Socket(this.uri.getHost(), this.uri.getPort())) {
				socket.getOutputStream()
					.write((this.method.name() + " / HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
				StringBuilder text = new StringBuilder();
				while (!text.toString().endsWith("late") && !text.toString().endsWith("fine")) {
					int next = socket.getInputStream().read();
					if (next < 0) {
						throw new IOException("Broken off");
					}
					text.append((char) next);
				}
				return new Text(text.substring(text.length() - 4));
			}
		}

	}

	private static final class Text implements ClientHttpResponse {

		private final HttpHeaders headers = new HttpHeaders();

		private final InputStream body;

		Text(@Nullable String text) {
			this.headers.add(HttpHeaders.CONTENT_TYPE, "text/plain");
			this.body = new ByteArrayInputStream(Objects.requireNonNull(text).getBytes(StandardCharsets.US_ASCII));
		}

		@Override
		public HttpStatusCode getStatusCode() {
			return HttpStatus.OK;
		}

		@Override
		public String getStatusText() {
			return "OK";
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public InputStream getBody() {
			return this.body;
		}

		@Override
		public void close() {
			try {
				StreamUtils.drain(this.body);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
