package io.github.resiliencestarter.control;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/**
 * Override in a response.
 *
 * @param id its ID
 * @param state its state on this instance
 * @param reason why, if it is not in force
 * @param by who determines the same thing, if it is superseded
 * @param digest the hash of the document
 * @param since when it got its state
 * @param content what its document says, as far as it is valid
 * @param targets the names of the circuit breakers and targets that it changes
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record OverrideView(String id, OverrideState state, @Nullable String reason, @Nullable String by, String digest,
		@Nullable Instant since, @JsonUnwrapped @Nullable Content content, List<String> targets) {

	private static final int MAX_ID = 100;

	private static final int MAX_REASON = 1000;

	private static final int MAX_TARGETS = 100;

	static OverrideView of(OverrideStatus status, @Nullable Instant since) {
		OverrideDocument document = status.document();
		String reason = (status.reason() != null) ? OperatorText.quoted(status.reason(), MAX_REASON) : null;
		return new OverrideView(OperatorText.quoted(status.id(), MAX_ID), status.state(), reason, status.by(),
				status.key().digest(), since, (document != null) ? Content.of(document) : null,
				status.targets().stream().limit(MAX_TARGETS).map(OperatorText::oneLine).toList());
	}

	/**
	 * Content of a document.
	 *
	 * @param owner who asks for it
	 * @param why why
	 * @param expiry when it ends
	 * @param share the share of the instances in percent
	 * @param selector what it selects
	 * @param action what it changes
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Content(@Nullable String owner, @Nullable String why, @Nullable Instant expiry, @Nullable Integer share,
			OverrideSelector selector, ActionView action) {

		static Content of(OverrideDocument document) {
			StateAction state = document.state();
			return new Content(document.owner(), document.reason(), document.expiry(),
					(document.share() > 0) ? document.share() : null, document.selector(),
					new ActionView((state != null) ? state.text() : null,
							document.settings().isEmpty() ? null : document.settings()));
		}

		/**
		 * Change.
		 *
		 * @param state the state of circuit breakers
		 * @param settings the settings by key
		 */
		@JsonInclude(JsonInclude.Include.NON_NULL)
		record ActionView(@Nullable String state, @Nullable Map<String, String> settings) {

		}

	}

}
