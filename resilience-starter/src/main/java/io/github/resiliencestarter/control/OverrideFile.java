package io.github.resiliencestarter.control;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

import io.github.resiliencestarter.discovery.CacheFile;
import io.github.resiliencestarter.discovery.DiscoveryTime;
import org.jspecify.annotations.Nullable;

/**
 * JSON file with the valid overrides that have not ended, for a restart while Consul is
 * down. Its name cannot be that of an instance list.
 */
final class OverrideFile {

	private static final String NAME = "resilience.overrides.json";

	private static final int VERSION = 1;

	private final @Nullable CacheFile file;

	private @Nullable List<Entry> written;

	OverrideFile(@Nullable Path directory) {
		this.file = (directory != null) ? new CacheFile(directory.resolve(NAME), "overrides") : null;
	}

	/**
	 * Reads the overrides.
	 */
	List<TrackedOverride> read(DiscoveryTime time) {
		if (this.file == null) {
			return List.of();
		}
		if (!this.file.exists()) {
			this.written = List.of();
		}
		return this.file.read(Content.class, (content) -> {
			List<TrackedOverride> overrides = content.overrides(time);
			this.written = content.overrides;
			return overrides;
		}).orElse(List.of());
	}

	/**
	 * Writes the overrides, if they have changed.
	 */
	void write(List<TrackedOverride> overrides) {
		List<Entry> entries = overrides.stream()
			.flatMap((override) -> override.latestValid().stream())
			.limit(Evaluation.MAX_OVERRIDES)
			.map(Entry::of)
			.toList();
		if (this.file != null && !entries.equals(this.written) && this.file.write(new Content(VERSION, entries))) {
			this.written = entries;
		}
	}

	record Content(int version, @Nullable List<Entry> overrides) {

		List<TrackedOverride> overrides(DiscoveryTime time) {
			if (this.version != VERSION) {
				throw new IllegalArgumentException("version " + this.version);
			}
			return Objects.requireNonNull(this.overrides)
				.stream()
				.limit(Evaluation.MAX_OVERRIDES)
				.map((entry) -> entry.override(time))
				.toList();
		}

	}

	record Entry(@Nullable String id, long createIndex, @Nullable String document, @Nullable Instant seen) {

		static Entry of(TrackedOverride override) {
			OverrideKey key = override.key();
			return new Entry(key.id(), key.createIndex(), Base64.getEncoder().encodeToString(key.document()),
					override.seen());
		}

		TrackedOverride override(DiscoveryTime time) {
			byte[] document = Base64.getDecoder().decode(Objects.requireNonNull(this.document));
			return new TrackedOverride(new OverrideKey(Objects.requireNonNull(this.id), this.createIndex, document),
					Objects.requireNonNull(this.seen), time);
		}

	}

}
