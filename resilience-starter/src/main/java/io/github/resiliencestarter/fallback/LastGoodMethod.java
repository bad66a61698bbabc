package io.github.resiliencestarter.fallback;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiPredicate;

import io.github.resiliencestarter.annotation.LastGoodAnswers.ProtectedCall;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Last good answers of one method.
 */
class LastGoodMethod {

	private static final Log logger = LogFactory.getLog(LastGoodMethod.class);

	private final Method method;

	private final Duration maxStale;

	private final MethodKey key;

	private final LastGoodStore store;

	private final Decisions decisions;

	/**
	 * Create the answers of a method.
	 * @param method the method
	 * @param maxStale the time for which an answer may be used
	 * @param key the key
	 * @param store the store
	 * @param decisions what is the same for all methods
	 */
	LastGoodMethod(Method method, Duration maxStale, MethodKey key, LastGoodStore store, Decisions decisions) {
		this.method = method;
		this.maxStale = maxStale;
		this.key = key;
		this.store = store;
		this.decisions = decisions;
	}

	@Nullable Object call(String target, @Nullable Object[] arguments, ProtectedCall protectedCall) throws Throwable {
		boolean shared = this.key.isOwn() || !this.decisions.principals().arePresent();
		// Before the call, which may change its arguments
		String key = shared ? key(arguments) : null;
		if (key == null) {
			return protectedCall.run();
		}
		Object result;
		try {
			result = protectedCall.run();
		}
		catch (Exception ex) {
			Object answer = isFailure(target, ex) ? find(key, target) : null;
			if (answer != null) {
				return (this.method.getReturnType() == Optional.class) ? Optional.of(answer) : answer;
			}
			throw ex;
		}
		keep(key, result);
		return result;
	}

	private boolean isFailure(String target, Exception error) {
		return !(error instanceof InterruptedException) && !Thread.currentThread().isInterrupted()
				&& this.decisions.allowsFallback().test(target, error);
	}

	private @Nullable String key(@Nullable Object[] arguments) {
		try {
			return this.key.of(arguments);
		}
		catch (RuntimeException ex) {
			logger.warn("No last good answer for " + this.method + " "
					+ Arrays.toString(this.method.getParameterTypes()) + ": its key failed", ex);
			return null;
		}
	}

	private void keep(String key, @Nullable Object result) {
		Object value = (result instanceof Optional<?> optional) ? optional.orElse(null) : result;
		if (value != null) {
			KeptValue kept = new KeptValue(this.store.now(), value);
			this.store.keep(key, () -> kept);
		}
		else {
			// There is nothing now, so what there was before is no longer good
			this.store.forget(key);
		}
	}

	private @Nullable Object find(String key, String target) {
		if (!(this.store.find(key) instanceof KeptValue kept)) {
			return null;
		}
		Duration age = Duration.ofMillis(Math.max(0, this.store.now() - kept.millis()));
		if (age.compareTo(this.maxStale) > 0 || !this.key.fits(kept.value())) {
			return null;
		}
		this.decisions.listeners().onStale(target, age);
		return kept.value();
	}

	/**
	 * What is the same for all methods.
	 *
	 * @param principals knows whether the caller is an authenticated user
	 * @param allowsFallback tests whether an answer may replace the failure of a target
	 * @param listeners the listeners
	 */
	record Decisions(Principals principals, BiPredicate<String, Throwable> allowsFallback,
			FallbackListeners listeners) {

	}

}
