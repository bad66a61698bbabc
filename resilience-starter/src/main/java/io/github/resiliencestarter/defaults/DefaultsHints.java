package io.github.resiliencestarter.defaults;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.core.io.ClassPathResource;

import org.jspecify.annotations.Nullable;

/**
 * {@link RuntimeHintsRegistrar} for the defaults file, which a native image would not
 * contain otherwise.
 */
final class DefaultsHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources()
			.registerResource(new ClassPathResource(ProductionDefaults.LOCATION, ProductionDefaults.class));
	}

}
