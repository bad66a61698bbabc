package io.github.resiliencestarter.outbox;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.expression.Expression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Method whose calls are stored.
 *
 * @param method the method
 * @param destination the method as destination of messages
 * @param target the target
 * @param orderingKey the expression of the ordering key, or {@code null}
 * @param deadline the deadline, or {@code null} for that of the target
 * @param mode the mode, or {@code null} for that of the target
 */
record StoredMethod(Method method, String destination, String target, @Nullable Expression orderingKey,
		@Nullable Duration deadline, @Nullable Mode mode) {

	static final String PREFIX = "method:";

	static StoredMethod of(Class<?> type, Method method, @Nullable StoreAndForward annotation) {
		Assert.state(annotation != null, () -> "No @StoreAndForward on " + method);
		Mode[] modes = annotation.mode();
		Assert.state(modes.length <= 1, () -> "@StoreAndForward on " + method + " has more than one mode");
		String key = annotation.orderingKey();
		String deadline = annotation.deadline();
		return new StoredMethod(method, destination(type, method), annotation.value(),
				StringUtils.hasText(key) ? new SpelExpressionParser().parseExpression(key) : null,
				StringUtils.hasText(deadline) ? DurationStyle.detectAndParse(deadline) : null,
				(modes.length > 0) ? modes[0] : null);
	}

	private static String destination(Class<?> type, Method method) {
		return Arrays.stream(method.getParameterTypes())
			.map(Class::getName)
			.collect(Collectors.joining(",", PREFIX + type.getName() + "#" + method.getName() + "(", ")"));
	}

}
