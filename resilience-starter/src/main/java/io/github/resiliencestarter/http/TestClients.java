package io.github.resiliencestarter.http;

import java.lang.reflect.Field;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.AbstractClientHttpRequestFactoryWrapper;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.ExchangeFunctions;

/**
 * Detects clients of tests: clients that call the application under test, and clients
 * whose target is a mock. They are not guarded, because a test expects to see a failure,
 * and only one call.
 */
final class TestClients {

	private static final Set<String> REST_TEMPLATES = Set.of("org.springframework.boot.resttestclient.TestRestTemplate",
			"org.springframework.boot.test.web.client.TestRestTemplate");

	private static final String MOCKS = "org.springframework.test.";

	private static final String MOCKITO = "$MockitoMock$";

	private final boolean templatesPresent;

	private final boolean mocksPresent;

	private TestClients(boolean templatesPresent, boolean mocksPresent) {
		this.templatesPresent = templatesPresent;
		this.mocksPresent = mocksPresent;
	}

	/**
	 * Create an instance that detects clients that are not guarded.
	 * @param guarded whether clients of tests are guarded as well
	 */
	static TestClients unless(boolean guarded) {
		return guarded ? new TestClients(false, false)
				: new TestClients(REST_TEMPLATES.stream().anyMatch(TestClients::isPresent),
						isPresent("org.springframework.test.web.client.MockRestServiceServer"));
	}

	private static boolean isPresent(String className) {
		return ClassUtils.isPresent(className, TestClients.class.getClassLoader());
	}

	/**
	 * Return whether this thread is creating a {@code TestRestTemplate}, which is not a
	 * {@code RestTemplate} itself but has one.
	 */
	boolean isMakingTemplate() {
		return this.templatesPresent && StackWalker.getInstance()
			.walk((frames) -> frames.anyMatch((frame) -> REST_TEMPLATES.contains(frame.getClassName())));
	}

	/**
	 * Return whether a request goes to a mock.
	 * @param request the request, as the first interceptor sees it
	 */
	boolean isToMock(HttpRequest request) {
		return this.mocksPresent && isMock(RequestFactories.of(request));
	}

	/**
	 * Returns whether the requests of a reactive client go to a mock.
	 * @param end the end of the client's chain of filters
	 */
	boolean isMock(ExchangeFunction end) {
		return this.mocksPresent && (isOfATest(end) || isOfATest(Connectors.of(end)));
	}

	private static boolean isMock(@Nullable ClientHttpRequestFactory factory) {
		return (factory instanceof AbstractClientHttpRequestFactoryWrapper wrapper) ? isMock(wrapper.getDelegate())
				: isOfATest(factory);
	}

	private static boolean isOfATest(@Nullable Object target) {
		String type = (target != null) ? target.getClass().getName() : "";
		return type.startsWith(MOCKS) || type.contains(MOCKITO);
	}

	/**
	 * Reader of the connector that a reactive client has at the end of its chain. Loaded
	 * only where there are reactive clients.
	 */
	private static final class Connectors {

		private static final @Nullable Field CONNECTOR = find();

		static @Nullable Object of(ExchangeFunction end) {
			return (CONNECTOR != null && CONNECTOR.getDeclaringClass().isInstance(end))
					? ReflectionUtils.getField(CONNECTOR, end) : null;
		}

		private static @Nullable Field find() {
			try {
				Field field = Class.forName(ExchangeFunctions.class.getName() + "$DefaultExchangeFunction")
					.getDeclaredField("connector");
				field.setAccessible(true);
				return field;
			}
			catch (ReflectiveOperationException | RuntimeException ex) {
				return null;
			}
		}

	}

}
