package io.github.resiliencestarter.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ExperimentOptionsTests {

	@Test
	void withoutFurtherArgumentsItIsTheStarterAndNoFile() {
		assertThat(ExperimentOptions.parse(List.of("hang")))
			.isEqualTo(new ExperimentOptions(List.of(Scenarios.HANG), Set.of(SetUp.STARTER), Timing.FULL, null));
	}

	@Test
	void allIsEachOnceWhateverTheOrderOfTheArguments(@TempDir Path directory) {
		Path json = directory.resolve("report.json");
		ExperimentOptions options = ExperimentOptions
			.parse(List.of("all", "--json", json.toString(), "--seconds", "30", "--with", "stock,starter,stock"));
		assertThat(options.scenarios()).isEqualTo(Scenarios.ALL).doesNotHaveDuplicates();
		assertThat(options.setUps()).containsExactly(SetUp.STARTER, SetUp.STOCK);
		assertThat(options.timing().faulty()).isEqualTo(Duration.ofSeconds(30));
		assertThat(options.json()).isEqualTo(json);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''                      | name an experiment; there are kill-inventory, kill-orders, hang, slow,
			--with stock            | name an experiment; there are kill-inventory,
			explode                 | no such experiment: explode; there are kill-inventory,
			hang slow               | no such argument: slow
			hang --with             | --with needs a value
			hang --with ''          | no such set-up: ''; there are starter, stock, none, haproxy
			hang --with stock,envoy | no such set-up: 'envoy'; there are starter, stock, none, haproxy
			hang --seconds 4        | --seconds must be a whole number from 5 to 600, not '4'
			hang --seconds long     | --seconds must be a whole number from 5 to 600, not 'long'
			hang --json             | --json needs a value
			hang --json /no/such/it | --json must be a file in a directory that exists, not '/no/such/it'
			hang --json /tmp        | --json must be a file in a directory that exists, not '/tmp'
			""")
	void aBadArgumentIsNamedAndSoIsWhatIsAllowed(String args, String message) {
		List<String> words = args.isEmpty() ? List.of() : List.of(args.replace("''", "").split(" ", -1));
		assertThatIllegalArgumentException().isThrownBy(() -> ExperimentOptions.parse(words))
			.withMessageStartingWith(message);
	}

}
