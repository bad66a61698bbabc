package io.github.resiliencestarter.http;

import io.github.resiliencestarter.http.HttpGuardContract.Client;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * What {@link HttpGuardContract} needs to know about a client.
 */
abstract class ClientUnderTest {

	/**
	 * Client under test.
	 */
	abstract Client client(ConfigurableApplicationContext context, String baseUrl);

	String[] properties() {
		return new String[0];
	}

	Class<?> application() {
		return HttpGuardContract.Application.class;
	}

	/**
	 * Whether the client library can close a connection while the body is being read.
	 */
	boolean closesConnectionsThatDrip() {
		return true;
	}

	/**
	 * Whether an attempt of the client includes reading the body, so that it is retried
	 * if that fails.
	 */
	boolean readsBodiesWithinAttempts() {
		return false;
	}

	/**
	 * Whether the client library asks for a body only when it is connected.
	 */
	boolean repeatsEveryRefusedRequest() {
		return true;
	}

}
