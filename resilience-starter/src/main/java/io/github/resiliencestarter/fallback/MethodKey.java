package io.github.resiliencestarter.fallback;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.Expression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * Key of the answers of one method: the value of an expression, or all arguments.
 */
class MethodKey {

	private static final Object ROOT = new Object();

	private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

	private final Method method;

	private final String name;

	private final @Nullable Expression expression;

	MethodKey(Method method, String expression) {
		this.method = method;
		this.name = method.toGenericString();
		this.expression = expression.isEmpty() ? null : new SpelExpressionParser().parseExpression(expression);
	}

	/**
	 * Return whether the user has given an expression.
	 */
	boolean isOwn() {
		return this.expression != null;
	}

	/**
	 * Return the text of the key for the given arguments.
	 */
	String text(@Nullable Object[] arguments) {
		if (this.expression == null) {
			throw new IllegalStateException("No expression");
		}
		Object value = this.expression.getValue(new MethodBasedEvaluationContext(ROOT, this.method, arguments, NAMES));
		if (value == null) {
			throw new IllegalArgumentException("The key is null");
		}
		return value.toString();
	}

	/**
	 * Return the key in the cache for the given arguments.
	 */
	String of(@Nullable Object[] arguments) {
		String target = this.method.getDeclaringClass().getSimpleName() + "." + this.method.getName();
		if (this.expression != null) {
			return AnswerKey.of(target, this.name, text(arguments));
		}
		String[] parts = new String[arguments.length + 1];
		parts[0] = this.name;
		for (int i = 0; i < arguments.length; i++) {
			Object argument = arguments[i];
			parts[i + 1] = (argument != null) ? "=" + argument : "";
		}
		return AnswerKey.of(target, parts);
	}

}
