package io.github.resiliencestarter.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.client.AbstractClientHttpRequestFactoryWrapper;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Reporter of request factories whose requests cannot be aborted: once for each, at
 * startup if possible, and else before the first of its requests is sent.
 */
class UnabortableRequests {

	private static final Log logger = LogFactory.getLog(UnabortableRequests.class);

	private final Set<Class<?>> reported = ConcurrentHashMap.newKeySet();

	/**
	 * Checks the factory of a client at startup, by what it is made of.
	 * @param factory the factory
	 */
	void check(ClientHttpRequestFactory factory) {
		if (!RequestAbort.isLikely(innermost(factory))) {
			found(factory);
		}
	}

	/**
	 * Takes note that a request cannot be aborted.
	 * @param factory the factory that has created it
	 */
	void found(ClientHttpRequestFactory factory) {
		Class<?> type = innermost(factory).getClass();
		if (this.reported.add(type)) {
			logger.warn("Requests of " + type.getName() + " cannot be aborted: a guarded call may take longer than its"
					+ " timeout, until the client library gives up. Set timeouts of that library, or use a request"
					+ " factory of Spring");
		}
	}

	private static ClientHttpRequestFactory innermost(ClientHttpRequestFactory factory) {
		return (factory instanceof AbstractClientHttpRequestFactoryWrapper wrapper) ? innermost(wrapper.getDelegate())
				: factory;
	}

}
