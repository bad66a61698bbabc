package io.github.resiliencestarter.fallback;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiPredicate;

import io.github.resiliencestarter.annotation.LastGoodAnswers.ProtectedCall;
import io.github.resiliencestarter.annotation.LastGoodSpec;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.util.ClassUtils;

/**
 * Last good answers of one method. An asynchronous result gets its answer when it fails,
 * on a thread that may wait for the cache.
 */
class LastGoodMethod {

	private static final Log logger = LogFactory.getLog(LastGoodMethod.class);

	private static final boolean REACTOR_PRESENT = ClassUtils.isPresent("reactor.core.publisher.Mono",
			LastGoodMethod.class.getClassLoader());

	private final LastGoodSpec spec;

	private final Class<?> valueType;

	private final Duration maxStale;

	private final MethodKey key;

	private final LastGoodStore store;

	private final Decisions decisions;

	/**
	 * Create the answers of a method.
	 * @param spec the method
	 * @param maxStale the time for which an answer may be used
	 * @param key the key
	 * @param store the store
	 * @param decisions what is the same for all methods
	 */
	LastGoodMethod(LastGoodSpec spec, Duration maxStale, MethodKey key, LastGoodStore store, Decisions decisions) {
		this.spec = spec;
		this.valueType = spec.valueType();
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
				return answer;
			}
			throw ex;
		}
		if (result instanceof CompletionStage<?> stage) {
			return ofStage(key, target, stage);
		}
		if (REACTOR_PRESENT && ReactorDelegate.isMono(result)) {
			return ReactorDelegate.ofMono(this, key, target, result);
		}
		keep(key, result);
		return result;
	}

	private boolean isFailure(String target, Throwable error) {
		return !(error instanceof InterruptedException) && !Thread.currentThread().isInterrupted()
				&& this.decisions.allowsFallback().test(target, error);
	}

	private @Nullable String key(@Nullable Object[] arguments) {
		try {
			return this.key.of(arguments);
		}
		catch (RuntimeException ex) {
			logger.warn("No last good answer for " + this.spec.method() + " "
					+ Arrays.toString(this.spec.method().getParameterTypes()) + ": its key failed", ex);
			return null;
		}
	}

	private CompletionStage<@Nullable Object> ofStage(String key, String target, CompletionStage<?> stage) {
		CompletableFuture<@Nullable Object> promise = new CompletableFuture<>();
		stage.whenComplete((value, error) -> {
			if (error == null) {
				keep(key, value);
				promise.complete(value);
			}
			else if (!isFailure(target, unwrapped(error))) {
				promise.completeExceptionally(error);
			}
			else {
				recover(key, target, error, promise);
			}
		});
		return promise;
	}

	private void recover(String key, String target, Throwable error, CompletableFuture<@Nullable Object> promise) {
		try {
			this.store.waiting().execute(() -> {
				Object answer = find(key, target);
				if (answer != null) {
					promise.complete(answer);
				}
				else {
					promise.completeExceptionally(error);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			promise.completeExceptionally(error);
		}
	}

	private static Throwable unwrapped(Throwable error) {
		return (error instanceof CompletionException && error.getCause() != null) ? error.getCause() : error;
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
		boolean optional = this.valueType == Optional.class;
		if (age.compareTo(this.maxStale) > 0
				|| (!optional && !ClassUtils.isAssignableValue(this.valueType, kept.value()))) {
			return null;
		}
		this.decisions.listeners().onStale(target, age);
		return optional ? Optional.of(kept.value()) : kept.value();
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

	/**
	 * Inner class to avoid a hard dependency on Reactor.
	 */
	private static final class ReactorDelegate {

		static boolean isMono(@Nullable Object result) {
			return result instanceof Mono;
		}

		static Object ofMono(LastGoodMethod method, String key, String target, @Nullable Object result) {
			Mono<?> mono = (Mono<?>) Objects.requireNonNull(result);
			return mono.map(Object.class::cast)
				.doOnSuccess((value) -> method.keep(key, value))
				.onErrorResume((error) -> method.isFailure(target, error),
						(error) -> Mono.fromCallable(() -> method.find(key, target))
							.subscribeOn(Schedulers.fromExecutor(method.store.waiting()))
							.onErrorComplete(RejectedExecutionException.class)
							.switchIfEmpty(Mono.error(error)));
		}

	}

}
