package io.github.resiliencestarter.fallback;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import io.github.resiliencestarter.annotation.LastGoodAnswer;
import io.github.resiliencestarter.annotation.LastGoodSpec;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.web.service.invoker.HttpRequestValues;

/**
 * Processor that tells the guard of the client about
 * {@link LastGoodAnswer @LastGoodAnswer} on the method of an HTTP interface. Groups of
 * HTTP interfaces have it; a {@code HttpServiceProxyFactory} of your own needs it as
 * {@code httpRequestValuesProcessor}.
 */
public class LastGoodProcessor implements HttpRequestValues.Processor {

	private final Map<Method, Optional<Settings>> known = new ConcurrentHashMap<>();

	private final UnaryOperator<String> placeholders;

	LastGoodProcessor(UnaryOperator<String> placeholders) {
		this.placeholders = placeholders;
	}

	@Override
	public void process(Method method, MethodParameter[] parameters, @Nullable Object[] arguments,
			HttpRequestValues.Builder builder) {
		this.known.computeIfAbsent(method, this::read)
			.ifPresent((settings) -> builder.addAttribute(LastGoodRequest.ATTRIBUTE, settings.of(arguments)));
	}

	private Optional<Settings> read(Method method) {
		LastGoodSpec spec = LastGoodSpec.of(method, method.getDeclaringClass());
		return Optional.ofNullable(spec)
			.map((annotation) -> new Settings(new LastGoodRequest(annotation.maxStale(this.placeholders), null),
					new MethodKey(method, annotation.key())));
	}

	private record Settings(LastGoodRequest withoutKey, MethodKey key) {

		LastGoodRequest of(@Nullable Object[] arguments) {
			return this.key.isOwn() ? new LastGoodRequest(this.withoutKey.maxStale(), this.key.text(arguments))
					: this.withoutKey;
		}

	}

}
