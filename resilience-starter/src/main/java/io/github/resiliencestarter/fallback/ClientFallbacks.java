package io.github.resiliencestarter.fallback;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.resiliencestarter.http.HttpFallback;
import io.github.resiliencestarter.http.HttpFallbacks;
import io.github.resiliencestarter.targets.TargetSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpRequest;

/**
 * Fallbacks of HTTP clients as they are configured for targets and for methods of HTTP
 * interfaces.
 */
class ClientFallbacks implements HttpFallbacks {

	// Hosts may come from data
	private static final int MAX_KNOWN = 1000;

	private final Map<String, FallbackProperties.Target> known = new ConcurrentHashMap<>();

	private final FallbackProperties properties;

	private final LastGoodResponses responses;

	ClientFallbacks(FallbackProperties properties, LastGoodResponses responses) {
		this.properties = properties;
		this.responses = responses;
	}

	@Override
	public @Nullable HttpFallback of(String target, HttpRequest request) {
		FallbackProperties.Target settings = settings(target);
		LastGoodResponses.OfCall lastGood = lastGood(target, request, settings);
		return (settings.service() != null || lastGood != null) ? new ClientFallback(settings.service(), lastGood)
				: null;
	}

	private LastGoodResponses.@Nullable OfCall lastGood(String target, HttpRequest request,
			FallbackProperties.Target settings) {
		LastGoodRequest ofMethod = LastGoodRequest.of(request);
		Duration ofTarget = (settings.lastGoodAnswer() != null) ? settings.lastGoodAnswer().maxStale() : null;
		Duration maxStale = (ofMethod != null && ofMethod.maxStale() != null) ? ofMethod.maxStale() : ofTarget;
		return (maxStale != null && KeepingRules.isEligible(request))
				? this.responses.of(target, request, maxStale, (ofMethod != null) ? ofMethod.key() : null) : null;
	}

	private FallbackProperties.Target settings(String target) {
		FallbackProperties.Target settings = this.known.get(target);
		if (settings == null) {
			settings = find(target);
			if (this.known.size() < MAX_KNOWN) {
				this.known.put(target, settings);
			}
		}
		return settings;
	}

	private FallbackProperties.Target find(String target) {
		return this.properties.targets()
			.entrySet()
			.stream()
			.filter((entry) -> TargetSettings.isSame(entry.getKey(), target))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(FallbackProperties.Target.NONE);
	}

}
