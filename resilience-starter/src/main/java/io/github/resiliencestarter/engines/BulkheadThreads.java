package io.github.resiliencestarter.engines;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.bulkhead.ThreadPoolBulkhead;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadRegistry;
import io.github.resilience4j.bulkhead.internal.FixedThreadPoolBulkhead;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.util.ReflectionUtils;

/**
 * Post-processor that makes idle threads of Resilience4j's thread-pool bulkheads time
 * out. They are not daemon threads, so each of them would keep the JVM alive after the
 * application has ended. Daemon threads would lose accepted work.
 */
final class BulkheadThreads implements BeanPostProcessor {

	private static final Log logger = LogFactory.getLog(BulkheadThreads.class);

	// Long enough to reuse a thread across calls, short enough to wait for on shutdown
	private static final Duration SHORTEST = Duration.ofSeconds(1);

	private static final Duration LONGEST = Duration.ofSeconds(5);

	private static final @Nullable Field EXECUTOR = find();

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof ThreadPoolBulkheadRegistry registry) {
			registry.getEventPublisher()
				.onEntryAdded((event) -> expireWhenIdle(event.getAddedEntry()))
				.onEntryReplaced((event) -> expireWhenIdle(event.getNewEntry()));
			registry.getAllBulkheads().forEach(BulkheadThreads::expireWhenIdle);
		}
		return bean;
	}

	private static void expireWhenIdle(ThreadPoolBulkhead bulkhead) {
		if (EXECUTOR != null && bulkhead instanceof FixedThreadPoolBulkhead
				&& ReflectionUtils.getField(EXECUTOR, bulkhead) instanceof ThreadPoolExecutor executor) {
			long keepAlive = executor.getKeepAliveTime(TimeUnit.MILLISECONDS);
			executor.setKeepAliveTime(Math.min(Math.max(keepAlive, SHORTEST.toMillis()), LONGEST.toMillis()),
					TimeUnit.MILLISECONDS);
			executor.allowCoreThreadTimeOut(true);
		}
	}

	private static @Nullable Field find() {
		try {
			Field field = FixedThreadPoolBulkhead.class.getDeclaredField("executorService");
			field.setAccessible(true);
			return field;
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			logger.debug("Cannot read the threads of thread-pool bulkheads", ex);
			return null;
		}
	}

}
