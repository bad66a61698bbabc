package io.github.resiliencestarter.console;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Override in the store.
 *
 * @param id its ID
 * @param document the document; {@code null} if it cannot be read
 * @param problem why it cannot be read; {@code null} if it can
 * @param digest the digest of its bytes, which identifies the version that an instance
 * has read
 * @param index changes with each change of the document
 * @param created its order: the youngest wins
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StoredOverride(String id, @Nullable OverrideDocument document, @Nullable String problem, String digest,
		@JsonIgnore long index, @JsonIgnore long created) {

}
