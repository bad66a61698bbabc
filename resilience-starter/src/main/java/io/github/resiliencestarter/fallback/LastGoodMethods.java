package io.github.resiliencestarter.fallback;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.github.resiliencestarter.annotation.LastGoodAnswers;
import io.github.resiliencestarter.annotation.LastGoodSpec;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Last good answers of methods, one object for each method.
 */
class LastGoodMethods implements LastGoodAnswers {

	private final Map<LastGoodSpec, LastGoodMethod> methods = new ConcurrentHashMap<>();

	private final Function<LastGoodSpec, LastGoodMethod> factory;

	LastGoodMethods(Function<LastGoodSpec, LastGoodMethod> factory) {
		this.factory = factory;
	}

	@Override
	public @Nullable Object call(LastGoodSpec spec, String target, MethodInvocation invocation,
			ProtectedCall protectedCall) throws Throwable {
		LastGoodMethod method = this.methods.get(spec);
		if (method == null) {
			method = this.methods.computeIfAbsent(spec, this.factory);
		}
		return method.call(target, invocation.getArguments(), protectedCall);
	}

}
