package io.github.resiliencestarter.discovery;

import java.net.ConnectException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

/**
 * Description of a failed Consul query for the log, with the property to set if it is
 * known.
 */
final class ConsulFailure {

	static final String TOKEN = "spring.cloud.consul.discovery.acl-token";

	private static final String TLS = "spring.cloud.consul.tls";

	private ConsulFailure() {
	}

	static String reason(@Nullable Throwable failure) {
		if (failure == null) {
			return "no response";
		}
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof ConnectException) {
			return "no connection";
		}
		String reason = (cause.getMessage() != null) ? cause.getMessage() : cause.getClass().getSimpleName();
		return (cause instanceof SSLException) ? reason + "; " + advice(cause, reason) : reason;
	}

	private static String advice(Throwable failure, String reason) {
		if (hasCause(failure, CertPathBuilderException.class) || hasCause(failure, CertPathValidatorException.class)) {
			return "the store at " + TLS + ".key-store-path must trust Consul's certificate";
		}
		if (hasCause(failure, CertificateException.class)) {
			return "Consul's certificate must be for spring.cloud.consul.host or " + DiscoveryProperties.PREFIX
					+ ".consul.addresses";
		}
		if (reason.contains("Received fatal alert")) {
			return "Consul must trust the certificate in the store at " + TLS + ".certificate-path";
		}
		return "see " + TLS + " and spring.cloud.consul.scheme";
	}

	private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
		return Stream.<@Nullable Throwable>iterate(failure, (cause) -> cause != null, Throwable::getCause)
			.limit(20)
			.anyMatch(type::isInstance);
	}

}
