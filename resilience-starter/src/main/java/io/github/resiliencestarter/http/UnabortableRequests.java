package io.github.resiliencestarter.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.client.AbstractClientHttpRequestFactoryWrapper;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Reporter of request factories whose requests cannot be aborted: once for each, before
 * the first of its requests is sent.
 */
class UnabortableRequests {

	private static final Log logger = LogFactory.getLog(UnabortableRequests.class);

	private final Set<Class<?>> reported = ConcurrentHashMap.newKeySet();

	/**
	 * Takes note of a request that cannot be aborted.
	 * @param request the request
	 * @param factory the factory that has created it
	 */
	void found(ClientHttpRequest request, ClientHttpRequestFactory factory) {
		if (this.reported.add(request.getClass())) {
			logger.warn("Requests of " + innermost(factory).getClass().getName() + " (" + request.getClass().getName()
					+ ") cannot be aborted: a call may take longer than its timeout, until the client library gives up."
					+ " Set that library's own timeouts, or use a request factory of Spring");
		}
	}

	private static ClientHttpRequestFactory innermost(ClientHttpRequestFactory factory) {
		return (factory instanceof AbstractClientHttpRequestFactoryWrapper wrapper) ? innermost(wrapper.getDelegate())
				: factory;
	}

}
