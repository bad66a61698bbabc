package io.github.resiliencestarter.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Override and who has applied it.
 *
 * @param id its ID
 * @param document its document; {@code null} if it cannot be read, or was deleted
 * @param problem what is wrong with it
 * @param index the index for check-and-set, as text because of its size; {@code null} if
 * it is not in the store
 * @param acknowledgment who has applied it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record OverrideRow(String id, @Nullable OverrideDocument document, @Nullable String problem, @Nullable String index,
		Acknowledgment acknowledgment) {

}
