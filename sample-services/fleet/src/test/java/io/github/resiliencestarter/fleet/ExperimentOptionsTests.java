package io.github.resiliencestarter.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

class ExperimentOptionsTests {

	@Test
	void withoutFurtherArgumentsItIsTheStarterAndNoFile() {
		assertThat(options("one-hangs")).isEqualTo(
				new ExperimentOptions(List.of(Scenarios.ONE_HANGS), Set.of(SetUp.STARTER), Timing.FULL, 1, null));
	}

	@Test
	void allIsEachOnceWhateverTheOrderOfTheArguments(@TempDir Path directory) {
		Path json = directory.resolve("report.json");
		ExperimentOptions options = options("all", "--json", json.toString(), "--seconds", "30", "--repeat", "3",
				"--with", "stock,starter,stock");
		assertThat(options.scenarios()).isEqualTo(Scenarios.ALL).doesNotHaveDuplicates();
		assertThat(options.setUps()).containsExactly(SetUp.STARTER, SetUp.STOCK);
		assertThat(options.repetitions()).isEqualTo(3);
		assertThat(options.timing().faulty()).isEqualTo(Duration.ofSeconds(30));
		assertThat(options.json()).isEqualTo(json);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			grpc               | GRPC
			grpc,starter       | GRPC
			starter,grpc       | GRPC
			stock,grpc         | STOCK_GRPC
			grpc,stock,grpc    | STOCK_GRPC
			starter,stock,grpc | GRPC,STOCK_GRPC
			starter,stock      | STARTER,STOCK
			none,haproxy       | NONE,HAPROXY
			""")
	void grpcMovesTheOthersToGrpc(String with, String setUps) {
		assertThat(options("slow", "--with", with).setUps()).extracting(SetUp::name)
			.containsExactly(setUps.split(",", -1));
	}

	@Test
	void severalAreNamedInOneWord() {
		assertThat(options("slow,crash,slow").scenarios()).containsExactly(Scenarios.SLOW, Scenarios.CRASH);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''                      | specify an experiment: crash, one-of-two, slow,
			--with stock            | specify an experiment: crash,
			explode                 | unknown experiment: 'explode'; use crash,
			slow,explode            | unknown experiment: 'explode'; use crash,
			slow,                   | unknown experiment: ''; use crash,
			slow flaky              | unknown argument: flaky
			slow --with             | --with requires a value
			slow --with ''          | unknown setup: ''; use starter, grpc, stock, none, haproxy
			slow --with stock,envoy | unknown setup: 'envoy'; use starter, grpc, stock, none, haproxy
			slow --with grpc,none   | over gRPC, only starter and stock can run
			slow --with haproxy,grpc | over gRPC, only starter and stock can run
			slow --with stock-grpc  | unknown setup: 'stock-grpc'; use starter, grpc, stock, none, haproxy
			slow --with stock,      | unknown setup: ''; use starter, grpc, stock, none, haproxy
			slow --seconds 4        | --seconds must be a whole number from 5 to 600, not '4'
			slow --seconds long     | --seconds must be a whole number from 5 to 600, not 'long'
			slow --repeat 0         | --repeat must be a whole number from 1 to 20, not '0'
			slow --json             | --json requires a value
			slow --json /no/such/it | --json must be a file in an existing directory, not '/no/such/it'
			slow --json /tmp        | --json must be a file in an existing directory, not '/tmp'
			""")
	void aBadArgumentIsNamedAndSoIsWhatIsAllowed(String args, String message) {
		String[] words = args.isEmpty() ? new String[0] : args.replace("''", "").split(" ", -1);
		RecordedRun run = RecordedRun
			.of(Stream.concat(Stream.of("experiment"), Stream.of(words)).toArray(String[]::new));
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.err()).startsWith("fleet: " + message).contains("\nusage: ./fleet experiment ");
		assertThat(run.out()).isEmpty();
	}

	private static ExperimentOptions options(String... args) {
		Settings settings = new Settings(Path.of(""), Path.of(""), Map.of());
		ExperimentCommand command = new ExperimentCommand(settings, Console.of(System.out));
		new CommandLine(command).parseArgs(args);
		return command.options();
	}

}
