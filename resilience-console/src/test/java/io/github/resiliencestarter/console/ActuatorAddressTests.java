package io.github.resiliencestarter.console;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.cloud.client.DefaultServiceInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ActuatorAddress}, {@link Glob} and {@link DisplayText}.
 */
class ActuatorAddressTests {

	private static String address(String host, Map<String, String> metadata) {
		return ActuatorAddress.of(new DefaultServiceInstance("id", "orders", host, 8080, false, metadata), "/actuator")
			.toString();
	}

	@Test
	void metadataOfTheRegistrationIsUsed() {
		assertThat(address("10.0.0.1", Map.of())).isEqualTo("http://10.0.0.1:8080/actuator");
		assertThat(address("::1", Map.of("management.port", "9090", "management.context-path", "/manage")))
			.isEqualTo("http://[::1]:9090/manage");
		assertThat(address("host", Map.of("managementPort", "9090"))).isEqualTo("http://host:9090/actuator");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "evil/x", "user@evil", "a#b", "169.254.169.254", "fe80::1", "a\r\nb",
			"2852039166", "169.16689662", "0xA9FEA9FE", "0251.0376.0251.0376", "169.254.43518", "169.254.169.254.",
			"::ffff:a9fe:a9fe", "[::ffff:169.254.169.254]", "[fe80::1]", "febf::1", "0169.254.169.254", "a.0x1" })
	void hostsThatAreNoneAreRejected(String host) {
		assertThatIllegalArgumentException().isThrownBy(() -> address(host, Map.of()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "10.0.0.1", "orders", "orders-1", "orders.example.org", "ip-10-0-0-1.internal",
			"1password", "2001:db8::1", "a.b1", "127.0.0.1" })
	void usualHostsAreRead(String host) {
		assertThat(address(host, Map.of())).startsWith("http://");
	}

	@Test
	void addressesOfNamesAreChecked() {
		ActuatorAddress.checkAddresses("localhost");
		ActuatorAddress.checkAddresses("[::1]");
		for (String host : List.of("2852039166", "169.254.169.254", "[fe80::1]", "::ffff:169.254.169.254")) {
			assertThatExceptionOfType(ReadFailure.class).isThrownBy(() -> ActuatorAddress.checkAddresses(host))
				.withMessageContaining("link-local");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "//evil", "/a/../b", "/a?x", "/a#x", "@evil", "/a\r\nb", "/a//b", "x" })
	void pathsThatAreNoneAreRejected(String path) {
		assertThatIllegalArgumentException().isThrownBy(() -> address("a", Map.of("management.context-path", path)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "65536", "-1", "x", "80@evil", "" })
	void portsThatAreNoneAreRejected(String port) {
		assertThatIllegalArgumentException().isThrownBy(() -> address("a", Map.of("management.port", port)));
	}

	@ParameterizedTest
	@CsvSource({ "*,x,true", "or*s,orders,true", "or?ers,orders,true", "or,orders,false",
			"*a*a*a*a*b,aaaaaaaaaaaaaaaa,false" })
	void globsMatch(String glob, String text, boolean matches) {
		assertThat(Glob.matches(glob, text)).isEqualTo(matches);
	}

	@Test
	void textIsOneBoundedLineWithoutHiddenCharacters() {
		assertThat(DisplayText.sentence("a\nb\u202ec\u0000d\u200be")).isEqualTo("a b c d e");
		assertThat(DisplayText.name("x".repeat(200))).hasSize(DisplayText.NAME + 1).endsWith("…");
		assertThat(DisplayText.name(null)).isEmpty();
		assertThat(DisplayText.name("größe 😀")).isEqualTo("größe 😀");
	}

}
