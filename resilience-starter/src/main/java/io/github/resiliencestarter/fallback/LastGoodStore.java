package io.github.resiliencestarter.fallback;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.github.resiliencestarter.fallback.KeptKeys.Kept;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;

/**
 * Store of last good answers in a cache of the application. The cache may be remote, slow
 * or broken: answers are stored on another thread, and a failed call waits for the cache
 * only for a limited time. No method throws. Thread-safe.
 */
class LastGoodStore {

	// An unchanged answer is stored again after this share of the time that it is good
	// for, but soon enough for a cache that has lost it
	private static final int REFRESH_SHARE = 20;

	private static final long MAX_REFRESH_MILLIS = 1000;

	private final Shared shared;

	private final CacheState state;

	LastGoodStore(Shared shared, String description, LongSupplier nanoClock) {
		this.shared = shared;
		this.state = new CacheState(description, nanoClock);
	}

	long now() {
		return this.shared.clock().millis();
	}

	/**
	 * Return the threads that wait for an answer for asynchronous calls. If all of them
	 * are busy, they reject.
	 */
	Executor waiting() {
		return this.shared.waiting();
	}

	/**
	 * Store an answer soon, unless the same one has just been stored.
	 * @param key the key
	 * @param fingerprint identifies the content of the answer
	 * @param maxStale the time for which the answer may be used
	 * @param answer supplies the answer as it is put into the cache
	 */
	void keep(String key, int fingerprint, Duration maxStale, Supplier<Object> answer) {
		Kept before = this.shared.keys().find(key);
		boolean stored = before != null && before.fingerprint() == fingerprint
				&& now() - before.millis() < Math.min(maxStale.toMillis() / REFRESH_SHARE, MAX_REFRESH_MILLIS);
		if (!stored) {
			keep(key, new Kept(fingerprint, now()), answer);
		}
	}

	/**
	 * Store an answer soon.
	 * @param key the key
	 * @param answer supplies the answer as it is put into the cache
	 */
	void keep(String key, Supplier<Object> answer) {
		keep(key, new Kept(0, now()), answer);
	}

	private void keep(String key, Kept kept, Supplier<Object> answer) {
		if (!this.state.isUsable()) {
			return;
		}
		String evicted = this.shared.keys().add(key, kept);
		if (evicted != null) {
			write(evicted, (cache) -> cache.evict(evicted));
		}
		write(key, (cache) -> cache.put(key, answer.get()));
	}

	/**
	 * Remove an answer soon, because it is no longer good.
	 */
	void forget(String key) {
		if (this.state.isUsable()) {
			this.shared.keys().remove(key);
			write(key, (cache) -> cache.evict(key));
		}
	}

	private void write(String key, Consumer<Cache> change) {
		this.shared.writes().add(key, () -> {
			try {
				change.accept(cache());
				this.state.worked();
			}
			catch (RuntimeException | LinkageError ex) {
				this.shared.keys().remove(key);
				this.state.failed(ex);
			}
		});
	}

	/**
	 * Find an answer.
	 * @param key the key
	 * @return the answer as it was put into the cache, or {@code null} if there is none
	 */
	@Nullable Object find(String key) {
		if (!this.state.isUsable()) {
			return null;
		}
		CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
		try {
			this.shared.readers().execute(() -> read(key, answer));
			Object found = answer.get(this.shared.timeout().toMillis(), TimeUnit.MILLISECONDS);
			this.state.worked();
			return found;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
		catch (ExecutionException ex) {
			this.state.failed((ex.getCause() != null) ? ex.getCause() : ex);
		}
		catch (TimeoutException ex) {
			this.state.failed(new TimeoutException("no response within " + this.shared.timeout().toMillis() + " ms"));
		}
		catch (RejectedExecutionException ex) {
			this.state.failed(ex);
		}
		return null;
	}

	private void read(String key, CompletableFuture<@Nullable Object> answer) {
		try {
			Cache.ValueWrapper value = cache().get(key);
			answer.complete((value != null) ? value.get() : null);
		}
		catch (RuntimeException | LinkageError ex) {
			answer.completeExceptionally(ex);
		}
	}

	private Cache cache() {
		Cache cache = this.shared.cacheManager().get().getCache(this.shared.cacheName());
		if (cache == null) {
			throw new IllegalStateException("the CacheManager has no cache '" + this.shared.cacheName()
					+ "'; add it there, or set resilience.fallback.last-good-answer.cache");
		}
		return cache;
	}

	/**
	 * Parts that the stores of all targets and methods share.
	 *
	 * @param cacheManager supplies the manager of the application on first use
	 * @param cacheName the name of the cache
	 * @param timeout the time that a failed call may wait for the cache
	 * @param keys the keys of the answers in the cache
	 * @param writes the writes that wait
	 * @param readers the threads that find
	 * @param waiting the threads that wait for them for asynchronous calls
	 * @param clock the clock
	 */
	record Shared(Supplier<CacheManager> cacheManager, String cacheName, Duration timeout, KeptKeys keys,
			LatestWrites writes, Executor readers, Executor waiting, InstantSource clock) {

	}

}
