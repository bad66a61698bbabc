package io.github.resiliencestarter.failure;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Composite of all customizers that keeps their exceptions away from calls.
 */
final class VerdictCustomizers {

	static final VerdictCustomizers NONE = new VerdictCustomizers(List.of());

	private final List<Guarded> customizers;

	VerdictCustomizers(List<VerdictCustomizer> customizers) {
		this.customizers = customizers.stream().map(Guarded::new).toList();
	}

	boolean isEmpty() {
		return this.customizers.isEmpty();
	}

	@Nullable Verdict customize(AttemptedRequest request, AttemptResult result, @Nullable Verdict verdict) {
		Verdict customized = verdict;
		for (Guarded customizer : this.customizers) {
			customized = customizer.customize(request.target(), result, customized);
		}
		return (customized != null && !customized.equals(verdict)) ? customized.retriedOnlyIfSafe(request) : customized;
	}

	/**
	 * Customizer that may throw exceptions.
	 *
	 * @param customizer the customizer
	 * @param log the log of its exceptions
	 */
	private record Guarded(VerdictCustomizer customizer, CallbackLog log) {

		Guarded(VerdictCustomizer customizer) {
			this(customizer, new CallbackLog("VerdictCustomizer " + customizer.getClass().getName(),
					"the verdict stays as it was"));
		}

		@Nullable Verdict customize(String target, AttemptResult result, @Nullable Verdict verdict) {
			try {
				return this.customizer.customize(target, result, verdict);
			}
			catch (RuntimeException ex) {
				this.log.failed(target, ex);
				return verdict;
			}
		}

	}

}
