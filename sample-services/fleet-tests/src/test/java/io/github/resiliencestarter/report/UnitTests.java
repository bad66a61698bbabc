package io.github.resiliencestarter.report;

import java.util.Locale;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How numbers are written.
 */
class UnitTests {

	@Test
	void aFailureIsNotRoundedToNoneNorASuccess() {
		assertThat(Unit.PERCENT.write(0)).isEqualTo("0 %");
		assertThat(Unit.PERCENT.write(0.001)).isEqualTo("< 0.1 %");
		assertThat(Unit.PERCENT.write(2.16)).isEqualTo("2.2 %");
		assertThat(Unit.PERCENT.write(43.2)).isEqualTo("43 %");
		assertThat(Unit.PERCENT.write(99.99)).isEqualTo("> 99 %");
		assertThat(Unit.PERCENT.write(100)).isEqualTo("100 %");
	}

	@Test
	void longTimesAreInSeconds() {
		assertThat(Unit.MILLIS.write(1.26)).isEqualTo("1.3 ms");
		assertThat(Unit.MILLIS.write(61.4)).isEqualTo("61 ms");
		assertThat(Unit.MILLIS.write(999.4)).isEqualTo("999 ms");
		assertThat(Unit.MILLIS.write(999.6)).isEqualTo("1.00 s");
		assertThat(Unit.MILLIS.write(10000)).isEqualTo("10.0 s");
	}

	@Test
	void theMachinesLanguageDoesNotMatter() {
		Locale before = Locale.getDefault();
		try {
			Locale.setDefault(Locale.GERMANY);
			assertThat(Unit.PER_SECOND.write(98.25)).isEqualTo("98.3/s");
		}
		finally {
			Locale.setDefault(before);
		}
	}

}
