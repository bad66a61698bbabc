package io.github.resiliencestarter.fleet;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LoadOptionsTests {

	private static final String TARGET = "http://127.0.0.1:8080";

	@Test
	void withoutArgumentsACheckoutIsSentFiftyTimesASecondForTwentySeconds() {
		assertThat(LoadOptions.parse(TARGET))
			.isEqualTo(new LoadOptions(URI.create(TARGET + "/checkout/1"), new Schedule(50, 20), false));
	}

	@Test
	void argumentsComeInAnyOrder() {
		assertThat(LoadOptions.parse(TARGET, "--json", "--path", "/home", "--seconds", "3", "--rps", "7"))
			.isEqualTo(new LoadOptions(URI.create(TARGET + "/home"), new Schedule(7, 3), true));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			--rps     | 0      | --rps must be a whole number from 1 to 2000, not '0'
			--rps     | 2001   | --rps must be a whole number from 1 to 2000, not '2001'
			--rps     | many   | --rps must be a whole number from 1 to 2000, not 'many'
			--rps     | -      | --rps needs a value
			--seconds | 601    | --seconds must be a whole number from 1 to 600, not '601'
			--path    | home   | --path must begin with a slash, not be 'home'
			--path    | /a b   | --path must be one of a URL, not '/a b'
			--speed   | 5      | no such argument: --speed
			""")
	void aBadArgumentIsNamedAndSoIsWhatIsAllowed(String option, String value, String message) {
		String[] args = (value != null) ? new String[] { TARGET, option, value } : new String[] { TARGET, option };
		assertThatIllegalArgumentException().isThrownBy(() -> LoadOptions.parse(args)).withMessage(message);
	}

	@Test
	void moreRequestsThanFitInMemoryAreRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> LoadOptions.parse(TARGET, "--rps", "2000", "--seconds", "151"))
			.withMessage("--rps times --seconds must not exceed 300000");
	}

}
