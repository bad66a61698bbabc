package io.github.resiliencestarter.failure;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Log of the exceptions of one callback of the user. The first one for each target is a
 * warning; a callback that always fails must not fill the log.
 */
final class CallbackLog {

	private static final Log logger = LogFactory.getLog(CallbackLog.class);

	// Targets may come from data
	private static final int MOST_TARGETS = 100;

	private final String callback;

	private final String consequence;

	private final Set<String> targets = ConcurrentHashMap.newKeySet();

	CallbackLog(String callback, String consequence) {
		this.callback = callback;
		this.consequence = consequence;
	}

	void failed(String target, RuntimeException failure) {
		if (this.targets.size() < MOST_TARGETS && this.targets.add(target)) {
			logger.warn(this.callback + " failed for '" + target + "'; " + this.consequence
					+ ". Further failures are logged at DEBUG", failure);
		}
		else {
			logger.debug(this.callback + " failed for '" + target + "'", failure);
		}
	}

}
