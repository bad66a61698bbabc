package io.github.resiliencestarter.diagnostics;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * {@link BeanFactoryPostProcessor} that runs the startup checks when all beans are
 * defined and none exists. A mistake stops the startup before any port is opened, and
 * also stops the AOT processing of a build.
 */
final class StartupChecks implements BeanFactoryPostProcessor {

	private static final Log logger = LogFactory.getLog(StartupChecks.class);

	private static final String HOW_TO_SILENCE = "If a setting is intentional: " + DiagnosticsProperties.PREFIX
			+ ".rules.<rule>=off";

	private final Environment environment;

	private final Function<ConfigurableListableBeanFactory, List<Check>> checks;

	StartupChecks(Environment environment, Function<ConfigurableListableBeanFactory, List<Check>> checks) {
		this.environment = environment;
		this.checks = checks;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		DiagnosticsProperties properties = Binder.get(this.environment)
			.bindOrCreate(DiagnosticsProperties.PREFIX, DiagnosticsProperties.class);
		Map<Severity, List<Finding>> findings = unlessFailing(() -> this.checks.apply(beanFactory)
			.stream()
			.flatMap((check) -> unlessFailing(check::find).stream())
			.toList()).stream().collect(Collectors.groupingBy((finding) -> properties.severityOf(finding.rule())));
		List<Finding> warnings = findings.getOrDefault(Severity.WARN, List.of());
		if (!warnings.isEmpty()) {
			logger.warn("Startup checks of resilience-starter:\n\n" + Report.of(warnings) + "\n\n" + HOW_TO_SILENCE);
		}
		List<Finding> errors = findings.getOrDefault(Severity.ERROR, List.of());
		if (!errors.isEmpty()) {
			throw new FindingsException(errors);
		}
	}

	/**
	 * Do a part of the checks, and nothing if that fails.
	 */
	static <T> List<T> unlessFailing(Supplier<List<T>> part) {
		try {
			return part.get();
		}
		catch (RuntimeException | LinkageError ex) {
			// The mistake is ours, so the application starts as it would without us
			logger.warn("A startup check failed", ex);
			return List.of();
		}
	}

}
