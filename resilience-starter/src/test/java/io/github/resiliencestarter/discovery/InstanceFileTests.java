package io.github.resiliencestarter.discovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InstanceFile}.
 */
@ExtendWith(OutputCaptureExtension.class)
class InstanceFileTests {

	private static final Instant NOW = Instant.parse("2026-11-23T04:00:00Z");

	private static final ServiceInstance INSTANCE = new DefaultServiceInstance("inventory-1", "inventory", "10.0.0.1",
			8081, true, Map.of("zone", "a"));

	@TempDir
	private Path directory;

	@Test
	void readsWhatWasWritten() {
		Path deep = this.directory.resolve("not/there/yet");
		file(deep, "inventory").write(List.of(INSTANCE));
		assertThat(file(deep, "inventory").read())
			.hasValueSatisfying((known) -> assertThat(known.instances()).singleElement().isEqualTo(INSTANCE));
	}

	@Test
	void readsTheTagsThatWereWritten() throws IOException {
		Files.writeString(this.directory.resolve("inventory.json"),
				"""
						{"version":1,"target":"inventory","instances":[{"host":"a","port":80,"secure":false,"tags":["spare"]}]}""");
		InstanceFile file = file(this.directory, "inventory");
		file.write(file.read().orElseThrow().instances());
		assertThat(file.read()).hasValueSatisfying((known) -> assertThat(known.instances()).singleElement()
			.isInstanceOfSatisfying(Tagged.class,
					(instance) -> assertThat(instance.getTags()).containsExactly("spare")));
	}

	@Test
	void leavesNothingHalfWrittenBehind() throws IOException {
		InstanceFile file = file(this.directory, "inventory");
		file.write(List.of(INSTANCE));
		file.write(List.of());
		try (var files = Files.list(this.directory)) {
			assertThat(files).containsExactly(this.directory.resolve("inventory.json"));
		}
	}

	@Test
	void otherProcessThatWritesAtTheSameTimeIsNoObstacle() throws IOException {
		Files.createDirectory(this.directory.resolve("inventory.json.new"));
		InstanceFile file = file(this.directory, "inventory");
		file.write(List.of(INSTANCE));
		assertThat(file.read()).isPresent();
	}

	@Test
	void knowsWhenTheListWasLastConfirmed() throws IOException {
		InstanceFile file = file(this.directory, "inventory");
		file.write(List.of(INSTANCE));
		Files.setLastModifiedTime(this.directory.resolve("inventory.json"), FileTime.from(NOW.minusSeconds(60)));
		assertThat(file.read())
			.hasValueSatisfying((known) -> assertThat(known.confirmed()).isEqualTo(NOW.minusSeconds(60)));
		file.confirm();
		assertThat(file.read()).hasValueSatisfying((known) -> assertThat(known.confirmed()).isEqualTo(NOW));
	}

	@Test
	void nameOfATargetIsNoPath() throws IOException {
		file(this.directory.resolve("in"), "../out").write(List.of(INSTANCE));
		try (var files = Files.list(this.directory)) {
			assertThat(files).containsExactly(this.directory.resolve("in"));
		}
		assertThat(file(this.directory.resolve("in"), "../out").read()).isPresent();
	}

	@Test
	void noFileIsNoList(CapturedOutput output) {
		assertThat(file(this.directory, "inventory").read()).isEmpty();
		assertThat(output).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "null", "{\"version\":2,\"target\":\"inventory\",\"instances\":[]}",
			"{\"version\":1,\"target\":\"orders\",\"instances\":[]}", "{\"version\":1,\"target\":\"inventory\"}",
			"{\"version\":1,\"target\":\"inventory\",\"instances\":[null]}",
			"{\"version\":1,\"target\":\"inventory\",\"instances\":[{\"host\":\"a/b@c\",\"port\":80,\"secure\":false}]}",
			"{\"version\":1,\"target\":\"inventory\",\"instances\":[{\"port\":80,\"secure\":false}]}",
			"{\"version\":1,\"target\":\"inventory\",\"instances\":[{\"host\":\"a\",\"port\":70000,\"secure\":false}]}" })
	void fileThatCannotBeTrustedIsAWarningAndNoList(String content, CapturedOutput output) throws IOException {
		Files.writeString(this.directory.resolve("inventory.json"), content);
		assertThat(file(this.directory, "inventory").read()).isEmpty();
		assertThat(output).contains("Ignoring the last instance list of 'inventory' in ")
			.contains("which cannot be read");
	}

	@Test
	void fileThatIsTooBigIsNotRead(CapturedOutput output) throws IOException {
		Files.write(this.directory.resolve("inventory.json"), new byte[CacheFile.MAX_BYTES + 1]);
		assertThat(file(this.directory, "inventory").read()).isEmpty();
		assertThat(output).contains("too large: ");
	}

	@Test
	void directoryThatCannotBeWrittenIsOneWarning(CapturedOutput output) throws IOException {
		Path occupied = Files.createFile(this.directory.resolve("occupied"));
		InstanceFile file = file(occupied, "inventory");
		file.write(List.of(INSTANCE));
		file.write(List.of(INSTANCE));
		file.confirm();
		assertThat(output).containsOnlyOnce("Cannot write the instance list of 'inventory' to");
	}

	private static InstanceFile file(Path directory, String target) {
		return new InstanceFile(directory, target, () -> NOW);
	}

}
