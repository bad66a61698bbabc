package io.github.resiliencestarter.discovery;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Objects;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import io.github.resiliencestarter.StarterContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Consul behind TLS, by the keys of Spring Cloud Consul.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConsulTlsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String PASSWORD = "secret";

	private static final String HERE = "ip:127.0.0.1";

	@TempDir
	private Path directory;

	@Test
	void bothSidesShowTheirCertificates() {
		Path client = certificate("client", HERE);
		Path agent = certificate("agent", HERE);
		try (FakeConsul consul = new FakeConsul(new BothSides(sslContext(agent, client)))) {
			runner(consul, client, agent).run((context) -> {
				InstanceList list = inventory(context);
				consul.next().answer(7, 8081);
				assertThat(list.await()).hasSize(1);
				assertThat(consul.next().path()).contains("index=7");
			});
		}
	}

	@Test
	void agentThatNobodyVouchesForIsNotBelieved(CapturedOutput output) {
		Path client = certificate("client", HERE);
		try (FakeConsul consul = new FakeConsul(new BothSides(sslContext(certificate("agent", HERE), client)))) {
			runner(consul, client, certificate("stranger", HERE))
				.run((context) -> assertNotBelieved(consul, context, output, "PKIX path building failed",
						"; the store at spring.cloud.consul.tls.key-store-path must trust"));
		}
	}

	@Test
	void agentWithTheCertificateOfAnotherHostIsNotBelieved(CapturedOutput output) {
		Path client = certificate("client", HERE);
		Path agent = certificate("agent", "dns:elsewhere");
		try (FakeConsul consul = new FakeConsul(new BothSides(sslContext(agent, client)))) {
			runner(consul, client, agent).run((context) -> assertNotBelieved(consul, context, output, "127.0.0.1",
					"; Consul's certificate must be for spring.cloud.consul.host"));
		}
	}

	private static void assertNotBelieved(FakeConsul consul, ApplicationContext context, CapturedOutput output,
			String... reason) {
		assertThat(inventory(context).await()).isEmpty();
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(output.getOut().lines()).anySatisfy((line) -> assertThat(line)
				.contains("Consul cannot list the instances of 'inventory'", "there is no earlier list to use")
				.contains(reason)));
		assertThat(consul.hasNext()).isFalse();
	}

	private static InstanceList inventory(ApplicationContext context) {
		return Objects.requireNonNull(context.getBean(InstanceLists.class).forTarget("inventory"));
	}

	private static ApplicationContextRunner runner(FakeConsul consul, Path certificate, Path trusted) {
		return StarterContext.runner()
			.withPropertyValues("resilience.discovery.first-list-timeout=60s",
					"spring.cloud.consul.scheme=" + consul.uri().getScheme(),
					"spring.cloud.consul.host=" + consul.uri().getHost(),
					"spring.cloud.consul.port=" + consul.uri().getPort(),
					"spring.cloud.consul.tls.key-store-instance-type=PKCS12",
					"spring.cloud.consul.tls.certificate-path=" + certificate,
					"spring.cloud.consul.tls.certificate-password=" + PASSWORD,
					"spring.cloud.consul.tls.key-store-path=" + trusted,
					"spring.cloud.consul.tls.key-store-password=" + PASSWORD);
	}

	/**
	 * Make a key, and a certificate that vouches for itself.
	 */
	private Path certificate(String name, String subject) {
		Path store = this.directory.resolve(name + ".p12");
		try {
			int status = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
					"-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "SAN=" + subject,
					"-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD)
				.inheritIO()
				.start()
				.waitFor();
			assertThat(status).isZero();
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		return store;
	}

	private static SSLContext sslContext(Path own, Path trusted) {
		return SslBundle.of(SslStoreBundle.of(load(own), PASSWORD, load(trusted))).createSslContext();
	}

	private static KeyStore load(Path store) {
		try {
			return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * TLS that requires a client certificate.
	 */
	private static final class BothSides extends HttpsConfigurator {

		BothSides(SSLContext context) {
			super(context);
		}

		@Override
		public void configure(HttpsParameters parameters) {
			SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
			ssl.setNeedClientAuth(true);
			parameters.setSSLParameters(ssl);
		}

	}

}
