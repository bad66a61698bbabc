package io.github.resiliencestarter.control;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.github.resiliencestarter.control.Documents.forceOpen;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Overrides}: what is kept on disk.
 */
@ExtendWith(OutputCaptureExtension.class)
class OverrideRestartTests {

	private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

	@TempDir
	private Path directory;

	@Test
	void overridesSurviveARestartUntilTheyExpire() {
		OverridesFixture before = new OverridesFixture(this.directory).withBreakers("inventory");
		before.put("a", forceOpen("inventory"));
		before.put("bad", "{}");
		OverridesFixture after = new OverridesFixture(this.directory).withBreakers("inventory");
		assertThat(after.states()).isEqualTo("a WAITING");
		assertThat(after.state("inventory")).isEqualTo(State.FORCED_OPEN);
		after.pass(TEN_MINUTES);
		assertThat(after.state("inventory")).isEqualTo(State.HALF_OPEN);
		assertThat(new OverridesFixture(this.directory).states()).isEmpty();
	}

	@Test
	void deletedOverrideIsDeletedOnDiskToo() {
		OverridesFixture before = new OverridesFixture(this.directory).withBreakers("inventory");
		before.put("a", forceOpen("inventory"));
		before.delete("a");
		assertThat(new OverridesFixture(this.directory).states()).isEmpty();
	}

	@Test
	void previousVersionOfARejectedDocumentSurvivesARestart() {
		OverridesFixture before = new OverridesFixture(this.directory).withBreakers("inventory");
		before.put("a", forceOpen("inventory"));
		before.put("a", "{}");
		OverridesFixture after = new OverridesFixture(this.directory).withBreakers("inventory");
		assertThat(after.state("inventory")).isEqualTo(State.FORCED_OPEN);
		after.overrides.update(List.of(new OverrideKey("a", 101, Documents.bytes("{}"))));
		assertThat(after.states()).isEqualTo("a REJECTED");
		assertThat(after.state("inventory")).isEqualTo(State.FORCED_OPEN);
	}

	@Test
	void fileIsWrittenAsSoonAsThatIsPossible(CapturedOutput output) throws Exception {
		Path occupied = Files.createFile(this.directory.resolve("cache"));
		OverridesFixture before = new OverridesFixture(occupied).withBreakers("inventory");
		before.put("a", forceOpen("inventory"));
		before.pass(Duration.ofSeconds(5));
		assertThat(output).containsOnlyOnce("Cannot write the overrides");
		Files.delete(occupied);
		before.pass(Overrides.TICK);
		assertThat(new OverridesFixture(occupied).states()).isEqualTo("a WAITING");
	}

	@Test
	void wallClockThatIsWrongAfterARestartDoesNotProlongAnOverride() {
		new OverridesFixture(this.directory).put("a", forceOpen("inventory"));
		OverridesFixture after = new OverridesFixture(this.directory);
		after.setWallClock(Duration.ofDays(-3));
		after.overrides.start();
		after.pass(TEN_MINUTES);
		assertThat(after.states()).isEqualTo("a EXPIRED");
	}

	@Test
	void nothingIsWrittenUntilThereIsAnOverride() {
		OverridesFixture fixture = new OverridesFixture(this.directory).withBreakers("inventory");
		fixture.pass(Overrides.TICK);
		assertThat(this.directory).isEmptyDirectory();
		fixture.put("a", forceOpen("inventory"));
		assertThat(this.directory).isNotEmptyDirectory();
	}

	@Test
	void restartDoesNotWriteTheSameFileAgain() throws Exception {
		new OverridesFixture(this.directory).put("a", forceOpen("inventory"));
		FileTime written = FileTime.fromMillis(1000);
		Path file = this.directory.resolve("resilience.overrides.json");
		Files.setLastModifiedTime(file, written);
		OverridesFixture after = new OverridesFixture(this.directory);
		after.pass(Overrides.TICK);
		assertThat(Files.getLastModifiedTime(file)).isEqualTo(written);
		after.delete("a");
		assertThat(Files.getLastModifiedTime(file)).isNotEqualTo(written);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "null", "{\"version\":2,\"overrides\":[]}", "{\"version\":1}",
			"{\"version\":1,\"overrides\":[null]}",
			"{\"version\":1,\"overrides\":[{\"id\":\"a\",\"document\":\"%%\"}]}",
			"{\"version\":1,\"overrides\":[{\"id\":\"a\",\"document\":\"e30=\",\"seen\":\"x\"}]}" })
	void corruptFileIsAWarningAndNothingElse(String content, CapturedOutput output) throws Exception {
		Files.writeString(this.directory.resolve("resilience.overrides.json"), content);
		OverridesFixture fixture = new OverridesFixture(this.directory).withBreakers("inventory");
		assertThat(fixture.states()).isEmpty();
		assertThat(output).containsOnlyOnce("Ignoring the last overrides in ");
		fixture.put("a", forceOpen("inventory"));
		assertThat(new OverridesFixture(this.directory).states()).isEqualTo("a WAITING");
	}

}
