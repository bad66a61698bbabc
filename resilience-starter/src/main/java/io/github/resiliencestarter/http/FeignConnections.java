package io.github.resiliencestarter.http;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.HttpURLConnection;
import java.net.URL;

import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLSocketFactory;

import feign.Client;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Feign's default client with connections that an attempt can abort: an interrupt does
 * not, and their timeouts only limit each read.
 */
final class FeignConnections extends Client.Default {

	private static final Log logger = LogFactory.getLog(FeignConnections.class);

	private final AttemptTimer timer;

	private FeignConnections(@Nullable SSLSocketFactory sslContextFactory, @Nullable HostnameVerifier hostnameVerifier,
			boolean disableRequestBuffering, AttemptTimer timer) {
		super(sslContextFactory, hostnameVerifier, disableRequestBuffering);
		this.timer = timer;
	}

	/**
	 * Return a client with the same settings whose connections can be aborted.
	 * @param client the client
	 * @param timer knows the attempt of a thread
	 * @return the client itself if it is another one than Feign's default
	 */
	static Client abortable(Client client, AttemptTimer timer) {
		if (client.getClass() != Client.Default.class) {
			return client;
		}
		try {
			return new FeignConnections((SSLSocketFactory) read(client, "sslContextFactory"),
					(HostnameVerifier) read(client, "hostnameVerifier"),
					Boolean.TRUE.equals(read(client, "disableRequestBuffering")), timer);
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			logger.debug("Cannot read the settings of Feign's default client", ex);
			return client;
		}
	}

	private static @Nullable Object read(Client client, String name) throws ReflectiveOperationException {
		Field field = Client.Default.class.getDeclaredField(name);
		field.setAccessible(true);
		return field.get(client);
	}

	@Override
	public HttpURLConnection getConnection(URL url) throws IOException {
		HttpURLConnection connection = super.getConnection(url);
		TimedAttempt attempt = this.timer.current();
		if (attempt != null) {
			attempt.onAbort(connection::disconnect);
		}
		return connection;
	}

}
