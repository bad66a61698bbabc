package io.github.resiliencestarter.diagnostics.bytecode;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.service.annotation.HttpExchange;

/**
 * Methods that definitely send a request that is not idempotent: those of Spring's
 * clients, and those of HTTP interfaces.
 */
final class PostingMethods {

	private static final Set<String> VERBS = Set.of("POST", "PATCH");

	private static final String CLIENT = "org/springframework/web/client/Rest";

	private static final String REACTIVE_CLIENT = "org/springframework/web/reactive/function/client/WebClient";

	private PostingMethods() {
	}

	/**
	 * Return whether a method of an HTTP interface sends a POST or PATCH.
	 */
	static boolean contains(Method method) {
		if (!method.getDeclaringClass().isInterface()) {
			return false;
		}
		MergedAnnotations annotations = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
		MergedAnnotation<HttpExchange> exchange = annotations.get(HttpExchange.class);
		if (exchange.isPresent() && VERBS.contains(exchange.getString("method"))) {
			return true;
		}
		return annotations.get(RequestMapping.class)
			.getValue("method", RequestMethod[].class)
			.stream()
			.flatMap(Arrays::stream)
			.anyMatch((verb) -> VERBS.contains(verb.name()));
	}

	/**
	 * Return whether a method called in bytecode sends a POST or PATCH.
	 */
	static boolean contains(MethodCall.Member method) {
		if (method.owner().startsWith(CLIENT)) {
			return method.name().equals("post") || method.name().equals("patch") || method.name().startsWith("postFor")
					|| method.name().equals("patchForObject");
		}
		if (method.owner().equals(REACTIVE_CLIENT)) {
			return method.name().equals("post") || method.name().equals("patch");
		}
		return false;
	}

}
