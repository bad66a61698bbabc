package io.github.resiliencestarter.fleet;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LoadOptionsTests {

	private static final String TARGET = "http://127.0.0.1:8080";

	@Test
	void withoutArgumentsACheckoutIsSentFiftyTimesASecondForTwentySeconds() {
		assertThat(options()).isEqualTo(new LoadOptions(URI.create(TARGET + "/checkout/1"), new Schedule(50, 20)));
	}

	@Test
	void argumentsComeInAnyOrder() {
		assertThat(options("--json", "--path", "/home", "--seconds", "3", "--rps", "7"))
			.isEqualTo(new LoadOptions(URI.create(TARGET + "/home"), new Schedule(7, 3)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			--rps 0       | --rps must be a whole number from 1 to 2000, not '0'
			--rps 2001    | --rps must be a whole number from 1 to 2000, not '2001'
			--rps many    | --rps must be a whole number from 1 to 2000, not 'many'
			--rps ''      | --rps must be a whole number from 1 to 2000, not ''
			--rps         | --rps requires a value
			--rps --json  | --rps requires a value
			--seconds 601 | --seconds must be a whole number from 1 to 600, not '601'
			--path home   | --path must start with a slash: 'home'
			--path /a%b   | --path is not valid in a URL: '/a%b'
			--speed 5     | unknown argument: --speed 5
			now           | unknown argument: now
			""")
	void aBadArgumentIsNamedAndSoIsWhatIsAllowed(String args, String message) {
		RecordedRun run = RecordedRun
			.of(Stream.concat(Stream.of("load"), Stream.of(args.replace("''", "").split(" ", -1)))
				.toArray(String[]::new));
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.err()).startsWith("fleet: " + message + "\nusage: ./fleet load ");
		assertThat(run.out()).isEmpty();
	}

	@Test
	void moreRequestsThanFitInMemoryAreRejected() {
		assertThatExceptionOfType(Misuse.class).isThrownBy(() -> options("--rps", "2000", "--seconds", "151"))
			.withMessage("--rps times --seconds must not exceed 300000");
	}

	private static LoadOptions options(String... args) {
		Settings settings = new Settings(Path.of(""), Path.of(""), Map.of());
		LoadCommand command = new LoadCommand(settings, Console.of(System.out));
		new CommandLine(command).parseArgs(args);
		return command.options(TARGET);
	}

}
