package io.github.resiliencestarter.discovery;

import java.io.IOException;
import java.net.ConnectException;
import java.security.cert.CertPathBuilderException;
import java.util.concurrent.CompletionException;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConsulFailure}.
 */
class ConsulFailureTests {

	@Test
	void saysWhatWentWrongInShort() {
		assertThat(ConsulFailure.reason(null)).isEqualTo("no response");
		assertThat(ConsulFailure.reason(new CompletionException(new ConnectException()))).isEqualTo("no connection");
		assertThat(ConsulFailure.reason(new IOException("cut"))).isEqualTo("cut");
		assertThat(ConsulFailure.reason(new IOException())).isEqualTo("IOException");
	}

	@Test
	void namesTheKeyOfWhatTlsDoesNotLike() {
		SSLException stranger = new SSLHandshakeException("PKIX path building failed");
		stranger.initCause(new IOException(new CertPathBuilderException()));
		assertThat(ConsulFailure.reason(stranger)).isEqualTo("PKIX path building failed; the store at "
				+ "spring.cloud.consul.tls.key-store-path must trust Consul's certificate");
		assertThat(ConsulFailure.reason(new SSLHandshakeException("Received fatal alert: bad_certificate")))
			.endsWith("; Consul must trust the certificate in the store at spring.cloud.consul.tls.certificate-path");
		assertThat(ConsulFailure.reason(new SSLException("Unsupported or unrecognized SSL message")))
			.endsWith("; see spring.cloud.consul.tls and spring.cloud.consul.scheme");
	}

}
