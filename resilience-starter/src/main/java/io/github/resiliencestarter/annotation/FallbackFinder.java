package io.github.resiliencestarter.annotation;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.resiliencestarter.annotation.FallbackResolution.Resolved;
import io.github.resiliencestarter.annotation.FallbackResolution.Unresolved;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.BeanFactory;

/**
 * Finds fallbacks for the composer and resolves each of them once. A fallback that cannot
 * be used is ignored, as in Resilience4j, and logged once.
 */
final class FallbackFinder {

	private static final Log logger = LogFactory.getLog(FallbackFinder.class);

	// Expressions over the call can yield an unlimited number of names
	private static final int MAX_KNOWN = 1000;

	private final Map<Key, List<FallbackMethod>> known = new ConcurrentHashMap<>();

	private final FallbackResolver resolver;

	private final BeanFactory beanFactory;

	FallbackFinder(FallbackResolver resolver, BeanFactory beanFactory) {
		this.resolver = resolver;
		this.beanFactory = beanFactory;
	}

	List<FallbackMethod> find(MethodSpec spec, String name) {
		if (name.isBlank()) {
			return List.of();
		}
		Key key = new Key(spec, name);
		List<FallbackMethod> methods = this.known.get(key);
		if (methods == null) {
			methods = resolve(spec, name);
			if (this.known.size() < MAX_KNOWN) {
				this.known.put(key, methods);
			}
		}
		return methods;
	}

	Fallbacks callable(List<FallbackMethod> methods) {
		return new Fallbacks(this.beanFactory, methods);
	}

	private List<FallbackMethod> resolve(MethodSpec spec, String name) {
		FallbackResolution resolution = this.resolver.resolve(spec, name);
		if (resolution instanceof Resolved resolved) {
			return resolved.methods();
		}
		if (resolution instanceof Unresolved unresolved && this.known.size() < MAX_KNOWN) {
			logger
				.warn("Fallback of " + spec.targetClass().getName() + "." + spec.method().getName() + "() is ignored: "
						+ unresolved.reason() + ". Declare one of: " + String.join("; ", unresolved.fitting()));
		}
		return List.of();
	}

	private record Key(MethodSpec method, String name) {

	}

}
