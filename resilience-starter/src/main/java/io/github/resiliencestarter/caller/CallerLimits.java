package io.github.resiliencestarter.caller;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.util.StringUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * A rate limiter of Resilience4j for each caller. They are not registered: callers come
 * from outside, and so their number and their names must not reach meters.
 */
final class CallerLimits {

	/**
	 * The name of all callers that the settings do not name.
	 */
	static final String OTHER = "other";

	private static final Log logger = LogFactory.getLog(CallerLimits.class);

	// More than any name of an application or principal; keeps memory bounded
	private static final int MAX_LENGTH = 200;

	private final CallerProperties.Limit settings;

	private final CallerLimitListeners listeners;

	private final LongSupplier nanoClock;

	private final List<PathPattern> excluded;

	private final Map<String, RateLimiter> named = new ConcurrentHashMap<>();

	private final Map<String, RateLimiter> others = new ConcurrentHashMap<>();

	private final Set<String> limited = ConcurrentHashMap.newKeySet();

	private final RateLimiter shared;

	private final AtomicLong lastSearch;

	CallerLimits(CallerProperties.Limit settings, int limitForPeriod, List<CallerLimitListener> listeners,
			LongSupplier nanoClock) {
		this.settings = settings;
		this.listeners = new CallerLimitListeners(listeners);
		this.nanoClock = nanoClock;
		this.lastSearch = new AtomicLong(nanoClock.getAsLong());
		this.excluded = settings.excludedPaths().stream().map(PathPatternParser.defaultInstance::parse).toList();
		this.shared = limiter(limitForPeriod);
		settings.callers().forEach((caller, requests) -> this.named.put(caller, limiter(requests)));
	}

	private RateLimiter limiter(int limitForPeriod) {
		return RateLimiter.of("caller",
				RateLimiterConfig.custom()
					.limitForPeriod(limitForPeriod)
					.limitRefreshPeriod(this.settings.limitRefreshPeriod())
					.timeoutDuration(Duration.ZERO)
					.build());
	}

	CallerIdentity by() {
		return this.settings.by();
	}

	/**
	 * Whether the requests to a path are not limited.
	 */
	boolean excludes(PathContainer path) {
		return this.excluded.stream().anyMatch((pattern) -> pattern.matches(path));
	}

	/**
	 * Takes a request of a caller into account.
	 * @param caller the name of the caller, if it is known
	 * @return the time after which the caller may try again, at the latest, or
	 * {@code null} if it may send this request
	 */
	@Nullable Duration admit(@Nullable String caller) {
		RateLimiter limiter = of(caller);
		if (limiter.acquirePermission()) {
			return null;
		}
		report((caller != null && this.named.containsKey(caller)) ? caller : OTHER, limiter);
		return this.settings.limitRefreshPeriod();
	}

	private RateLimiter of(@Nullable String caller) {
		if (!StringUtils.hasText(caller) || caller.length() > MAX_LENGTH) {
			return this.shared;
		}
		RateLimiter known = this.named.getOrDefault(caller, this.others.get(caller));
		if (known != null) {
			return known;
		}
		if (this.others.size() >= this.settings.maxCallers()) {
			makeRoom();
		}
		return (this.others.size() < this.settings.maxCallers())
				? this.others.computeIfAbsent(caller, (name) -> limiter(limitForPeriod())) : this.shared;
	}

	// Once a period, because a caller can send a new name with each request. Whoever has
	// sent nothing for a period starts anew anyway
	private void makeRoom() {
		long now = this.nanoClock.getAsLong();
		long last = this.lastSearch.get();
		if (now - last >= this.settings.limitRefreshPeriod().toNanos() && this.lastSearch.compareAndSet(last, now)) {
			this.others.values().removeIf(this::isUnused);
		}
	}

	/**
	 * Whether a caller has a limit of its own.
	 */
	boolean tellsApart(String caller) {
		return this.named.containsKey(caller) || this.others.containsKey(caller);
	}

	private int limitForPeriod() {
		return this.shared.getRateLimiterConfig().getLimitForPeriod();
	}

	private boolean isUnused(RateLimiter limiter) {
		return limiter.getMetrics().getAvailablePermissions() >= limitForPeriod();
	}

	private void report(String caller, RateLimiter limiter) {
		if (this.limited.add(caller)) {
			logger.warn("Caller '%s' gets 429 for requests over %d in %s. Further ones are counted without a log line"
				.formatted(caller, limiter.getRateLimiterConfig().getLimitForPeriod(),
						this.settings.limitRefreshPeriod()));
		}
		this.listeners.onRejection(caller);
	}

}
