package io.github.resiliencestarter.failure;

import org.jspecify.annotations.Nullable;

/**
 * Callback interface that can be used to customize the verdict on an attempt. Beans of
 * this type are applied in order, on top of the default and of the
 * {@link HttpOutcomeClassifier}. Circuit breaker, retry, ejection of instances and the
 * default predicates of Resilience4j's annotations all follow them.
 * <p>
 * Called for each attempt, and possibly several times for one, on the thread that ends
 * it; implementations must be fast, must not block, and must be safe for use by many
 * threads. If one throws an exception, the verdict stays as it was.
 */
@FunctionalInterface
public interface VerdictCustomizer {

	/**
	 * Customize the verdict on an attempt.
	 * @param target the target, a service name or a host; for an annotated method, the
	 * name of the Resilience4j instance
	 * @param result the response or the exception; for an annotated method, the response
	 * that its exception represents
	 * @param verdict the verdict so far, or {@code null} if the attempt has succeeded
	 * @return the verdict to use, or {@code null} if the attempt has succeeded. It is
	 * retried only if that is safe, whatever {@link Verdict#repeatable()}: if the body
	 * can be sent again, and the request is idempotent or was not
	 * {@linkplain Verdict#sent() sent}
	 */
	@Nullable Verdict customize(String target, AttemptResult result, @Nullable Verdict verdict);

}
