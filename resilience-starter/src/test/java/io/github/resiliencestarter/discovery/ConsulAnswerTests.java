package io.github.resiliencestarter.discovery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ConsulAnswer}.
 */
class ConsulAnswerTests {

	private static final String FILTERED = "X-Consul-Results-Filtered-By-ACLs";

	@ParameterizedTest
	@ValueSource(strings = { "null", "", "[null]", "[{}]", "[{\"Node\": {}, \"Service\"", "\"\"", "7", "<html>" })
	void bodyThatIsNoListIsAFailure(String body) {
		assertThat(failure(200, body, Map.of())).startsWith("not a response from Consul");
	}

	@Test
	void emptyListThatAclsHaveFilteredIsAFailureThatNamesThem() {
		assertThat(failure(200, "[]", Map.of(FILTERED, "true")))
			.startsWith("ACLs hide all of its instances from the token")
			.contains("spring.cloud.consul.discovery.acl-token", "service:read", "node:read");
	}

	@Test
	void listThatAclsHaveFilteredInPartIsUsed() throws IOException {
		assertThat(read(FakeConsul.instances(8081).getBytes(StandardCharsets.UTF_8), Map.of(FILTERED, "true")))
			.containsExactly(8081);
	}

	@Test
	void emptyListThatIsNotFilteredIsBelieved() throws IOException {
		assertThat(read("[]".getBytes(StandardCharsets.UTF_8), Map.of(FILTERED, "false"))).isEmpty();
	}

	@Test
	void deniedQuestionNamesTheToken() {
		assertThat(failure(403, "Permission denied: token lacks permission", Map.of())).isEqualTo(
				"HTTP 403: Permission denied: token lacks permission; see spring.cloud.consul.discovery.acl-token");
	}

	@Test
	void compressedAnswerIsRead() throws IOException {
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
			gzip.write(FakeConsul.instances(8081).getBytes(StandardCharsets.UTF_8));
		}
		assertThat(read(compressed.toByteArray(), Map.of("Content-Encoding", "gzip"))).containsExactly(8081);
	}

	@Test
	void redirectIsAFailureThatSaysWhereTo() {
		assertThat(failure(302, "", Map.of("Location", "https://login.example.com/")))
			.isEqualTo("HTTP 302: redirected to https://login.example.com/");
	}

	private static List<Integer> read(byte[] body, Map<String, String> headers) throws IOException {
		return ConsulAnswer.read("inventory", response(200, body, headers))
			.instances()
			.stream()
			.map((instance) -> instance.getPort())
			.toList();
	}

	private static String failure(int status, String body, Map<String, String> headers) {
		HttpResponse<byte[]> response = response(status, body.getBytes(StandardCharsets.UTF_8), headers);
		return String.valueOf(
				assertThatExceptionOfType(IOException.class).isThrownBy(() -> ConsulAnswer.read("inventory", response))
					.actual()
					.getMessage());
	}

	@SuppressWarnings("unchecked") // A mock has no type arguments
	private static HttpResponse<byte[]> response(int status, byte[] body, Map<String, String> headers) {
		HttpResponse<byte[]> response = mock(HttpResponse.class);
		given(response.statusCode()).willReturn(status);
		given(response.body()).willReturn(body);
		Map<String, List<String>> all = new HashMap<>();
		all.put("X-Consul-Index", List.of("7"));
		headers.forEach((name, value) -> all.put(name, List.of(value)));
		given(response.headers()).willReturn(HttpHeaders.of(all, (name, value) -> true));
		return response;
	}

}
