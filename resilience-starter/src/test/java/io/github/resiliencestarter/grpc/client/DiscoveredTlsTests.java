package io.github.resiliencestarter.grpc.client;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.stream.Stream;

import io.github.resiliencestarter.grpc.client.MisbehavingService.Behaviour;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerCredentials;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsServerCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.client.GrpcChannelBuilderCustomizer;
import org.springframework.grpc.client.GrpcChannelFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for channels with discovery and TLS: the certificate is that of the service.
 */
@Timeout(60)
class DiscoveredTlsTests {

	private static final String PASSWORD = "secret";

	private static final String BUNDLE = "spring.grpc.client.channel.inventory.ssl.bundle=inventory";

	@TempDir
	private Path directory;

	@ParameterizedTest
	@EnumSource
	void certificateNamesTheService(Stub stub) {
		Path store = certificate("inventory");
		try (MisbehavingService server = server(store);
				ConfigurableApplicationContext context = run(server, store, BUNDLE)) {
			assertThat(find(context, stub)).isEqualTo("ok");
			assertThat(events(context)).contains("attempt 1 Success");
		}
	}

	@Test
	void settingsOfAllChannelsApply() {
		Path store = certificate("inventory");
		try (MisbehavingService server = server(store);
				ConfigurableApplicationContext context = run(server, store,
						"spring.grpc.client.channel.default.ssl.bundle=inventory")) {
			assertThat(find(context, Stub.BLOCKING)).isEqualTo("ok");
		}
	}

	@Test
	void retriesGoThroughTls() {
		Path store = certificate("inventory");
		try (MisbehavingService server = server(store);
				ConfigurableApplicationContext context = run(server, store, BUNDLE)) {
			server.behave(Behaviour.fail(Code.UNAVAILABLE), Behaviour.respond("ok"));
			assertThat(find(context, Stub.BLOCKING)).isEqualTo("ok");
		}
	}

	@Test
	void certificateOfAnotherNameIsRejected() {
		Path store = certificate("elsewhere");
		try (MisbehavingService server = server(store);
				ConfigurableApplicationContext context = run(server, store, BUNDLE)) {
			StatusRuntimeException failure = GuardedServer.assertFails(Code.UNAVAILABLE,
					() -> find(context, Stub.BLOCKING));
			assertThat(failure).hasStackTraceContaining("inventory");
			assertThat(server.requests).isEmpty();
		}
	}

	@Test
	void authorityMayBeAnotherName() {
		Path store = certificate("shop.example");
		try (MisbehavingService server = server(store);
				ConfigurableApplicationContext context = run(server, store, BUNDLE, "test.authority=shop.example")) {
			assertThat(find(context, Stub.BLOCKING)).isEqualTo("ok");
		}
	}

	private static String find(ConfigurableApplicationContext context, Stub stub) {
		Channel channel = context.getBean(GrpcChannelFactory.class).createChannel("inventory");
		return stub.call(channel, MisbehavingService.FIND, CallOptions.DEFAULT, "apple");
	}

	private static Iterable<String> events(ConfigurableApplicationContext context) {
		return context.getBean(Events.class).all;
	}

	private static ConfigurableApplicationContext run(MisbehavingService server, Path trusted, String... properties) {
		String bundle = "spring.ssl.bundle.jks.inventory.truststore.";
		return GrpcApplication.run(new Class<?>[] { GrpcApplication.class, Authority.class },
				Stream
					.of(GrpcApplication.instances(server.port()),
							new String[] { bundle + "location=file:" + trusted, bundle + "password=" + PASSWORD,
									bundle + "type=PKCS12", "resilience.client.attempt-timeout=5s",
									"resilience.client.timeout=10s" },
							properties)
					.flatMap(Arrays::stream)
					.toArray(String[]::new));
	}

	private static MisbehavingService server(Path store) {
		try {
			KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
			ServerCredentials credentials = TlsServerCredentials.newBuilder()
				.keyManager(SslBundle.of(SslStoreBundle.of(keys, PASSWORD, null)).getManagers().getKeyManagers())
				.build();
			return new MisbehavingService(0, credentials);
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Makes a key, and a certificate that vouches for itself.
	 */
	private Path certificate(String host) {
		Path store = this.directory.resolve(host + ".p12");
		try {
			int status = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
					"-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=server", "-ext",
					"SAN=dns:" + host, "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD)
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

	/**
	 * Customizer that a user writes for a certificate with another name.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Authority {

		@Bean
		<B extends ManagedChannelBuilder<B>> GrpcChannelBuilderCustomizer<B> authority(
				org.springframework.core.env.Environment environment) {
			return (channel, builder) -> {
				String authority = environment.getProperty("test.authority");
				if (authority != null) {
					builder.overrideAuthority(authority);
				}
			};
		}

	}

}
