package io.github.resiliencestarter.fallback;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.Cache;
import org.springframework.cache.concurrent.ConcurrentMapCache;
import org.springframework.cache.support.SimpleCacheManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Caches that are broken or slow.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class CacheFailureTests {

	private static final String BROKEN = "The cache for test failed";

	private static final String WORKS = "The cache for test works again";

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch end = new CountDownLatch(1);

	private final AtomicLong nanos = new AtomicLong();

	private final Breakable cache = new Breakable();

	private final LastGoodStore store = store("answers");

	@AfterEach
	void stop() {
		this.end.countDown();
		this.threads.shutdownNow();
	}

	@Test
	void brokenCacheIsOneLineForEachStateChange(CapturedOutput output) {
		this.store.keep("a", () -> "1");
		Awaitility.await().until(() -> "1".equals(this.store.find("a")));
		this.cache.broken = true;
		for (int i = 0; i < 10; i++) {
			assertThat(this.store.find("a")).isNull();
			this.store.keep("b" + i, () -> "2");
			this.nanos.addAndGet(CacheState.PAUSE.toNanos());
		}
		assertThat(output.getOut()).containsOnlyOnce(BROKEN).doesNotContain(WORKS);
		this.cache.broken = false;
		Awaitility.await().until(() -> {
			this.nanos.addAndGet(CacheState.PAUSE.toNanos());
			return "1".equals(this.store.find("a"));
		});
		assertThat(output.getOut()).containsOnlyOnce(BROKEN).containsOnlyOnce(WORKS);
	}

	@Test
	void brokenCacheIsLeftAloneBetweenTwoTests() {
		this.cache.broken = true;
		this.store.find("a");
		int before = this.cache.reads.get();
		for (int i = 0; i < 10; i++) {
			this.store.find("a");
		}
		assertThat(this.cache.reads).hasValue(before);
		this.nanos.addAndGet(CacheState.PAUSE.toNanos());
		this.store.find("a");
		assertThat(this.cache.reads).hasValue(before + 1);
	}

	@Test
	void slowCacheIsGivenUp(CapturedOutput output) {
		this.cache.slow = true;
		assertThat(this.store.find("a")).isNull();
		assertThat(output.getOut())
			.contains(BROKEN + " (java.util.concurrent.TimeoutException: no response within 50 ms)");
	}

	@Test
	void slowCacheDoesNotHoldUpTheCallWhoseAnswerIsKept() {
		this.cache.slow = true;
		for (int i = 0; i < 1000; i++) {
			this.store.keep("a" + i, () -> "1");
		}
		assertThat(this.cache.writes).hasValueLessThanOrEqualTo(1);
	}

	@Test
	void cacheThatDoesNotExistIsBroken(CapturedOutput output) {
		assertThat(store("others").find("a")).isNull();
		assertThat(output.getOut()).contains("the CacheManager has no cache 'others'");
	}

	@Test
	void lastOfSeveralAnswersStays() {
		for (int i = 0; i <= 100; i++) {
			int last = i;
			this.store.keep("a", () -> last);
		}
		Awaitility.await().until(() -> Integer.valueOf(100).equals(this.store.find("a")));
	}

	private LastGoodStore store(String name) {
		SimpleCacheManager manager = new SimpleCacheManager();
		manager.setCaches(java.util.List.of(this.cache));
		manager.initializeCaches();
		LastGoodStore.Shared shared = new LastGoodStore.Shared(() -> manager, name, Duration.ofMillis(50),
				new KeptKeys(1000), new LatestWrites(this.threads), this.threads, this.threads, InstantSource.system());
		return new LastGoodStore(shared, "test", this.nanos::get);
	}

	private final class Breakable extends ConcurrentMapCache {

		volatile boolean broken;

		volatile boolean slow;

		final AtomicInteger reads = new AtomicInteger();

		final AtomicInteger writes = new AtomicInteger();

		Breakable() {
			super("answers");
		}

		@Override
		public Cache.@Nullable ValueWrapper get(Object key) {
			this.reads.incrementAndGet();
			misbehave();
			return super.get(key);
		}

		@Override
		public void put(Object key, @Nullable Object value) {
			this.writes.incrementAndGet();
			misbehave();
			super.put(key, value);
		}

		private void misbehave() {
			if (this.broken) {
				throw new IllegalStateException("Broken");
			}
			if (this.slow) {
				try {
					CacheFailureTests.this.end.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}
		}

	}

}
