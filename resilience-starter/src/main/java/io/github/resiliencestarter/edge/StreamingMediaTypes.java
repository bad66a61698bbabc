package io.github.resiliencestarter.edge;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Media types of streams whose elements are sent immediately.
 */
final class StreamingMediaTypes {

	private static final List<String> NAMES = List.of("text/event-stream", "application/x-ndjson", "application/jsonl",
			"stream+json");

	private StreamingMediaTypes() {
	}

	/**
	 * Returns whether a header names one of them.
	 * @param header the value of the header, or {@code null} if there is none
	 * @return whether it does
	 */
	static boolean in(@Nullable String header) {
		return header != null && NAMES.stream().anyMatch(header::contains);
	}

}
