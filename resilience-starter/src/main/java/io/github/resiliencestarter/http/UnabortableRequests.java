package io.github.resiliencestarter.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.client.AbstractClientHttpRequestFactoryWrapper;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Reports each type of request factory whose requests cannot be aborted once: at startup
 * if possible, otherwise before the first request is sent.
 */
class UnabortableRequests {

	private static final Log logger = LogFactory.getLog(UnabortableRequests.class);

	private final Set<Class<?>> reported = ConcurrentHashMap.newKeySet();

	/**
	 * Check the factory of a client at startup.
	 * @param factory the factory
	 */
	void check(ClientHttpRequestFactory factory) {
		if (!RequestAbort.isLikely(innermost(factory))) {
			found(factory);
		}
	}

	/**
	 * Record that a request cannot be aborted.
	 * @param factory the factory that has created it
	 */
	void found(ClientHttpRequestFactory factory) {
		Class<?> type = innermost(factory).getClass();
		if (this.reported.add(type)) {
			logger.warn("Requests of " + type.getName() + " cannot be aborted: a guarded call may exceed its "
					+ "timeout until the client library times out. Configure timeouts of that library, or use "
					+ "one of Spring's request factories");
		}
	}

	private static ClientHttpRequestFactory innermost(ClientHttpRequestFactory factory) {
		return (factory instanceof AbstractClientHttpRequestFactoryWrapper wrapper) ? innermost(wrapper.getDelegate())
				: factory;
	}

}
