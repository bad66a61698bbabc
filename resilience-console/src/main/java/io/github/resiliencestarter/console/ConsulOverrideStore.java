package io.github.resiliencestarter.console;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.cloud.consul.ConsulAutoConfiguration.ConsulClientSettings;
import org.springframework.cloud.consul.ConsulClient;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.util.StringUtils;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.util.DefaultUriBuilderFactory;

/**
 * Overrides in Consul's KV store, with the address and the TLS settings of Spring Cloud
 * Consul. {@link ConsulClient} itself has neither check-and-set nor a token for writes.
 */
final class ConsulOverrideStore implements OverrideStore {

	private static final int MAX_RESPONSE = 8 * 1024 * 1024;

	private final JsonMapper mapper = JsonMapper.builder()
		.propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	private final String prefix;

	private final @Nullable String token;

	private final RestClient client;

	ConsulOverrideStore(ConsulClientSettings consul, ConsoleProperties.Overrides properties, @Nullable String token) {
		this.prefix = properties.prefix();
		this.token = StringUtils.hasText(token) ? token : null;
		HttpClientSettings settings = (consul.httpClientSettings() != null) ? consul.httpClientSettings()
				: HttpClientSettings.defaults();
		DefaultUriBuilderFactory uris = new DefaultUriBuilderFactory(consul.baseUrl());
		uris.setEncodingMode(DefaultUriBuilderFactory.EncodingMode.NONE);
		this.client = RestClient.builder()
			.uriBuilderFactory(uris)
			.requestFactory(ClientHttpRequestFactoryBuilder.jdk()
				.build(settings.withRedirects(HttpRedirects.DONT_FOLLOW)
					.withTimeouts(properties.timeout(), properties.timeout())))
			.build();
	}

	@Override
	public List<Entry> list() {
		byte[] body = exchange(HttpMethod.GET, "/v1/kv/" + this.prefix + "?recurse=true", null);
		List<Entry> entries = new ArrayList<>();
		try {
			for (Pair pair : this.mapper.readValue(body, Pair[].class)) {
				if (pair.key() != null && pair.key().startsWith(this.prefix)
						&& pair.key().length() > this.prefix.length()) {
					byte[] value = (pair.value() != null) ? Base64.getDecoder().decode(pair.value()) : new byte[0];
					entries.add(new Entry(pair.key().substring(this.prefix.length()), value, pair.createIndex(),
							pair.modifyIndex()));
				}
			}
		}
		catch (JacksonException | IllegalArgumentException ex) {
			throw new ReadFailure("Consul's response is not valid");
		}
		return entries;
	}

	@Override
	public boolean write(String id, byte[] document, long index) {
		return isTrue(exchange(HttpMethod.PUT, "/v1/kv/" + this.prefix + id + "?cas=" + index, document));
	}

	@Override
	public boolean delete(String id, long index) {
		return isTrue(exchange(HttpMethod.DELETE, "/v1/kv/" + this.prefix + id + "?cas=" + index, null));
	}

	private static boolean isTrue(byte[] body) {
		return new String(body, java.nio.charset.StandardCharsets.US_ASCII).strip().equals("true");
	}

	private byte[] exchange(HttpMethod method, String uri, byte @Nullable [] body) {
		try {
			RestClient.RequestBodySpec request = this.client.method(method).uri(uri);
			if (this.token != null) {
				request.header(ConsulClient.ACL_TOKEN_HEADER, this.token);
			}
			if (body != null) {
				request.contentType(MediaType.APPLICATION_JSON).body(body);
			}
			byte[] response = request.exchange((sent, received) -> read(method, received));
			return (response != null) ? response : new byte[0];
		}
		catch (ResourceAccessException ex) {
			throw new ReadFailure("Consul is not available: " + DisplayText.line(ex.getMessage(), 150));
		}
	}

	private static byte[] read(HttpMethod method, ClientHttpResponse response) throws IOException {
		int status = response.getStatusCode().value();
		if (status == 404 && method.equals(HttpMethod.GET)) {
			return "[]".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
		}
		if (status == 403) {
			throw new ReadFailure("Consul denies access; check the ACL token", status);
		}
		if (status != 200) {
			throw new ReadFailure("Consul responds with status " + status, status);
		}
		try (InputStream stream = response.getBody()) {
			byte[] body = stream.readNBytes(MAX_RESPONSE + 1);
			if (body.length > MAX_RESPONSE) {
				throw new ReadFailure("Consul's response is too large");
			}
			return body;
		}
	}

	private record Pair(@Nullable String key, @Nullable String value, long createIndex, long modifyIndex) {

	}

}
