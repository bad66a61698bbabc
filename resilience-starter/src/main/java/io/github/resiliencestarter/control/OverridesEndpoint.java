package io.github.resiliencestarter.control;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * {@link WebEndpoint @WebEndpoint} that acknowledges overrides: which ones this instance
 * obeys, and why it does not obey the others.
 */
@WebEndpoint(id = "resilienceoverrides")
@RegisterReflectionForBinding({ OverridesView.class, DryRunView.class })
final class OverridesEndpoint {

	/**
	 * Maximum number of overrides in a response.
	 */
	static final int MAX_OVERRIDES = 200;

	private static final int MAX_TEXT = 4 * DocumentReader.MAX_BYTES;

	private final Overrides overrides;

	private final OverrideWatch watch;

	private final DryRun dryRun;

	OverridesEndpoint(Overrides overrides, OverrideWatch watch, DryRun dryRun) {
		this.overrides = overrides;
		this.watch = watch;
		this.dryRun = dryRun;
	}

	/**
	 * Returns all overrides.
	 * @return the overrides
	 */
	@ReadOperation
	OverridesView overrides() {
		List<OverrideStatus> all = this.overrides.all();
		OwnInstance instance = this.overrides.instance();
		List<OverrideView> shown = all.stream().limit(MAX_OVERRIDES).map(this::view).toList();
		return new OverridesView(instance.application(), instance.id(), true,
				String.format(Locale.ROOT, "%08x", this.overrides.revision()), this.watch.source(), shown,
				all.size() - shown.size());
	}

	/**
	 * Returns one override.
	 * @param id its ID
	 * @return the override, or {@code null} if there is none
	 */
	@ReadOperation
	@Nullable OverrideView override(@Selector String id) {
		return this.overrides.all()
			.stream()
			.filter((status) -> status.id().equals(id))
			.findFirst()
			.map(this::view)
			.orElse(null);
	}

	private OverrideView view(OverrideStatus status) {
		return OverrideView.of(status, this.overrides.since(status));
	}

	/**
	 * Returns what a document would change on this instance, and changes nothing.
	 * @param id the ID of the override
	 * @param document the document
	 * @return the effect
	 */
	@WriteOperation
	WebEndpointResponse<DryRunView> dryRun(String id, String document) {
		if (document.length() > MAX_TEXT) {
			return new WebEndpointResponse<>(new DryRunView(false,
					List.of("The document is too long: write at most %d bytes".formatted(DocumentReader.MAX_BYTES)),
					false, null, List.of(), 0));
		}
		return new WebEndpointResponse<>(this.dryRun.of(id, document));
	}

}
