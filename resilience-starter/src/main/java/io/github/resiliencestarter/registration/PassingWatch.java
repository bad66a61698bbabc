package io.github.resiliencestarter.registration;

import java.time.Duration;
import java.util.Locale;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Watch over the health checks of a registration. It warns once, with the output of the
 * checks, if they have not passed for some time. Not thread-safe.
 */
class PassingWatch {

	/**
	 * How long a registration may fail its checks before a warning.
	 */
	static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final String PREFIX = "spring.cloud.consul.discovery.";

	private static final Log logger = LogFactory.getLog(PassingWatch.class);

	private @Nullable Long failingSince;

	private boolean told;

	void passing(String id) {
		if (this.told) {
			logger.info("'%s' passes its checks again".formatted(id));
		}
		this.failingSince = null;
		this.told = false;
	}

	void failing(String id, AgentView view, long now) {
		if (this.failingSince == null) {
			this.failingSince = now;
		}
		boolean due = now - this.failingSince >= PATIENCE.toNanos();
		if (due && !this.told && !view.failing().isEmpty()) {
			this.told = true;
			String output = String.join("; ", view.failing());
			logger.warn(("'%s' is registered with Consul, but has not passed its checks for %d s and cannot be found "
					+ "by callers (%s)%s")
				.formatted(id, PATIENCE.toSeconds(), output, advice(output.toLowerCase(Locale.ROOT))));
		}
	}

	private static String advice(String output) {
		if (has(output, "x509", "certificate")) {
			return "; Consul must trust the certificate, or set " + PREFIX + "health-check-tls-skip-verify=true";
		}
		if (has(output, "http response to https", "malformed http response", "requires tls", "first record does not")) {
			return "; see " + PREFIX + "scheme";
		}
		if (has(output, ": 401", ": 403")) {
			return "; allow unauthenticated requests, or set " + PREFIX + "health-check-headers";
		}
		if (has(output, ": 404", ": 302", ": 301")) {
			return "; see " + PREFIX + "health-check-path";
		}
		if (has(output, "refused", "no such host", "timeout", "deadline", "no route", "too many colons")) {
			return "; Consul's agent must be able to reach that address, see " + PREFIX + "hostname and " + PREFIX
					+ "prefer-ip-address";
		}
		return has(output, "ttl") ? "; see " + PREFIX + "heartbeat" : "";
	}

	private static boolean has(String output, String... texts) {
		for (String text : texts) {
			if (output.contains(text)) {
				return true;
			}
		}
		return false;
	}

}
