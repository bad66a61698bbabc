package io.github.resiliencestarter.grpc.client;

import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InstancePort}.
 */
@ExtendWith(OutputCaptureExtension.class)
class InstancePortTests {

	private final InstancePort port = new InstancePort();

	@ParameterizedTest
	@CsvSource({ "9191, 9191", "' 9191 ', 9191", "1, 1", "65535, 65535" })
	void readsTheMetadata(String text, int expected, CapturedOutput output) {
		assertThat(this.port.of(instance(8080, text))).isEqualTo(expected);
		assertThat(output).isEmpty();
	}

	@Test
	void fallsBackToThePortOfTheInstance(CapturedOutput output) {
		assertThat(this.port.of(new DefaultServiceInstance("1", "inventory", "shop.example", 8080, false)))
			.isEqualTo(8080);
		assertThat(output).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "abc", "0", "70000", "", "   ", "-1", "1e3", "90 90", "99999999999", "9191/tcp", "\u0669" })
	void warnsOnceOfMetadataThatIsNoPort(String text, CapturedOutput output) {
		IntStream.range(0, 5)
			.forEach((i) -> assertThat(this.port.of(instance(8080, text))).isEqualTo(InstancePort.INVALID));
		assertThat(output.getOut().lines().filter((line) -> line.contains("gRPC_port"))).singleElement()
			.asString()
			.contains("WARN", "'inventory'", "shop.example:8080", "'" + text + "'", "from 1 to 65535",
					"write the port of the gRPC server, or remove it to use port 8080");
	}

	@Test
	void warnsOfAnInstanceWithoutAnyPort(CapturedOutput output) {
		assertThat(this.port.of(new DefaultServiceInstance("1", "inventory", "shop.example", 0, false)))
			.isEqualTo(InstancePort.INVALID);
		assertThat(output).contains("'inventory' at shop.example:0", "neither a port nor the metadata gRPC_port",
				"write the port of the gRPC server");
	}

	@Test
	void warnsOfEachChange(CapturedOutput output) {
		for (String text : new String[] { "abc", "abc", "def", "9191", "abc", "abc" }) {
			this.port.of(instance(8080, text));
		}
		assertThat(output.getOut().lines().filter((line) -> line.contains("'abc'"))).hasSize(2);
		assertThat(output.getOut().lines().filter((line) -> line.contains("'def'"))).hasSize(1);
	}

	@Test
	void keepsAHostileValueOnOneShortLine(CapturedOutput output) {
		this.port.of(instance(8080, "1\n2026-11-28 INFO forged\r" + "x".repeat(10_000)));
		assertThat(output.getOut().lines()).singleElement().asString().hasSizeLessThan(500).contains("1?2026");
	}

	private static ServiceInstance instance(int port, String grpcPort) {
		return new DefaultServiceInstance("1", "inventory", "shop.example", port, false,
				Map.of(InstancePort.KEY, grpcPort));
	}

}
