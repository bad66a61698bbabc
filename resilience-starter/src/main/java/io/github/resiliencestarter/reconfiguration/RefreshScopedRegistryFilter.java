package io.github.resiliencestarter.reconfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

import org.jspecify.annotations.Nullable;

/**
 * {@link AutoConfigurationImportFilter} that excludes Resilience4j's refresh-scoped
 * registries: each refresh would discard all instances with their windows and states
 * (resilience4j#2325). The remaining auto-configurations create the same registries as
 * singletons.
 */
final class RefreshScopedRegistryFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	private static final String PACKAGE = "io.github.resilience4j.springboot.";

	private static final String SUFFIX = "RefreshScopedRegistryAutoConfiguration";

	private @Nullable Environment environment;

	@Override
	public boolean[] match(@Nullable String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
		boolean live = isEnabled("resilience.enabled") && isEnabled("resilience.reconfiguration.enabled");
		boolean[] matches = new boolean[autoConfigurationClasses.length];
		for (int i = 0; i < matches.length; i++) {
			String name = autoConfigurationClasses[i];
			matches[i] = !(live && name != null && name.startsWith(PACKAGE) && name.endsWith(SUFFIX));
		}
		return matches;
	}

	private boolean isEnabled(String key) {
		return this.environment == null || this.environment.getProperty(key, Boolean.class, true);
	}

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

}
