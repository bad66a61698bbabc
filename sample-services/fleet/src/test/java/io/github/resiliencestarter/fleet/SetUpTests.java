package io.github.resiliencestarter.fleet;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SetUp}, and for the setup that {@code ./fleet up} starts.
 */
class SetUpTests {

	@ParameterizedTest
	@EnumSource
	void theStateOfAFleetNamesIt(SetUp setUp) {
		assertThat(SetUp.ofMode(setUp.mode())).isEqualTo(setUp);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''             | STARTER
			--grpc         | GRPC
			--stock        | STOCK
			--stock --grpc | STOCK_GRPC
			--grpc --stock | STOCK_GRPC
			--plain        | NONE
			--haproxy      | HAPROXY
			""")
	void optionsOfUpChooseIt(String options, SetUp setUp) {
		Settings settings = new Settings(Path.of(""), Path.of(""), Map.of());
		UpCommand command = new UpCommand(settings, Console.of(System.out), new SystemPace());
		new CommandLine(command).parseArgs(options.isEmpty() ? new String[0] : options.split(" ", -1));
		assertThat(command.setUp()).isEqualTo(setUp);
	}

}
