package io.github.resiliencestarter.http;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.AbstractClientHttpRequestFactoryWrapper;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.util.ClassUtils;

/**
 * Clients that tests use: those that call the application under test, and those whose
 * target is a mock. A test wants to see what it has called fail, once.
 */
final class TestClients {

	private static final Set<String> REST_TEMPLATES = Set.of("org.springframework.boot.resttestclient.TestRestTemplate",
			"org.springframework.boot.test.web.client.TestRestTemplate");

	private static final String MOCKS = "org.springframework.test.";

	private final boolean templatesPresent;

	private final boolean mocksPresent;

	private TestClients(boolean templatesPresent, boolean mocksPresent) {
		this.templatesPresent = templatesPresent;
		this.mocksPresent = mocksPresent;
	}

	/**
	 * Creates a test for clients that are not guarded.
	 * @param guarded whether they are guarded all the same
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
	 * Returns whether this thread makes a {@code TestRestTemplate}, which itself is no
	 * {@code RestTemplate} but has one.
	 */
	boolean isMakingTemplate() {
		return this.templatesPresent && StackWalker.getInstance()
			.walk((frames) -> frames.anyMatch((frame) -> REST_TEMPLATES.contains(frame.getClassName())));
	}

	/**
	 * Returns whether a request goes to a mock.
	 * @param request the request, as the first interceptor sees it
	 */
	boolean isToMock(HttpRequest request) {
		return this.mocksPresent && isMock(RequestFactories.of(request));
	}

	private static boolean isMock(@Nullable ClientHttpRequestFactory factory) {
		if (factory instanceof AbstractClientHttpRequestFactoryWrapper wrapper) {
			return isMock(wrapper.getDelegate());
		}
		return factory != null && factory.getClass().getName().startsWith(MOCKS);
	}

}
