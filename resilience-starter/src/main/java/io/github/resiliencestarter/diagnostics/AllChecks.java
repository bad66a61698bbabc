package io.github.resiliencestarter.diagnostics;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.resilience4j.common.circuitbreaker.configuration.CircuitBreakerConfigCustomizer;
import io.github.resilience4j.common.retry.configuration.RetryConfigCustomizer;
import io.github.resilience4j.spring6.bulkhead.configure.BulkheadAspectExt;
import io.github.resilience4j.spring6.circuitbreaker.configure.CircuitBreakerAspectExt;
import io.github.resilience4j.spring6.ratelimiter.configure.RateLimiterAspectExt;
import io.github.resilience4j.spring6.retry.configure.RetryAspectExt;
import io.github.resilience4j.spring6.spelresolver.SpelResolver;
import io.github.resilience4j.spring6.timelimiter.configure.TimeLimiterAspectExt;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerProperties;
import io.github.resiliencestarter.annotation.BeanTypes;
import io.github.resiliencestarter.annotation.FallbackResolver;
import io.github.resiliencestarter.annotation.StageSpec;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.cache.CacheManager;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * List of the startup checks of one application, in the order of the report.
 */
final class AllChecks {

	private static final Log logger = LogFactory.getLog(AllChecks.class);

	private static final String ASPECTJ = "org.aspectj.lang.ProceedingJoinPoint";

	private static final List<Class<?>> EXTENSIONS = List.of(RetryAspectExt.class, CircuitBreakerAspectExt.class,
			RateLimiterAspectExt.class, TimeLimiterAspectExt.class, BulkheadAspectExt.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final Environment environment;

	private final List<ConfigurationKey> ours;

	private final List<ConfigurationKey> theirs;

	private final List<Check> checks = new ArrayList<>();

	private AllChecks(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		this.beanFactory = beanFactory;
		this.environment = environment;
		this.ours = ConfigurationKey.below(environment, "resilience");
		this.theirs = ConfigurationKey.below(environment, "resilience4j");
	}

	static List<Check> of(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		AllChecks all = new AllChecks(beanFactory, environment);
		List<AnnotatedBean> beans = AnnotatedBean.in(beanFactory);
		HttpInterfaces interfaces = HttpInterfaces.in(beanFactory);
		all.addKeys();
		all.addNames(beans, interfaces);
		all.addSettings(beans, interfaces);
		all.addMethods(beans);
		all.addLastGoodAnswers(interfaces);
		all.addOptional(beans, interfaces);
		return all.checks;
	}

	private void addKeys() {
		Supplier<BoundKeys> bound = SingletonSupplier.of(() -> BoundKeys.in(this.beanFactory));
		known(CircuitBreakerProperties.class, this.theirs).ifPresent((known) -> {
			this.checks.add(new KeysCheck(this.theirs, known, bound));
			this.checks.add(new OutdatedKeysCheck(this.theirs, known));
		});
		known(AllChecks.class, this.ours).ifPresent((known) -> this.checks.add(new KeysCheck(this.ours, known, bound)));
	}

	/**
	 * Return the keys of a library, unless there are none to compare with them: reading
	 * them takes long.
	 */
	private static Optional<KnownKeys> known(Class<?> type, List<ConfigurationKey> used) {
		return used.isEmpty() ? Optional.empty() : KnownKeysReader.read(type);
	}

	private void addNames(List<AnnotatedBean> beans, HttpInterfaces interfaces) {
		UsedNames used = new UsedNames();
		interfaces.groups().forEach((group) -> used.add(group, "the HTTP interface group " + group));
		withKnownNames(beans).forEach((bean) -> bean.methods().forEach((method) -> {
			for (StageSpec stage : method.stages()) {
				String name = placeholdersReplaced(stage.name());
				if (!StageSpec.dependsOnCall(name) && !name.contains("${")) {
					used.add(name, MethodName.of(bean.type(), method.method()));
				}
			}
		}));
		this.checks.add(new InstanceNamesCheck(this.theirs, used));
		this.checks.add(new PlaceholderCheck(withKnownNames(beans), this::placeholdersReplaced));
	}

	private void addSettings(List<AnnotatedBean> beans, HttpInterfaces interfaces) {
		Resilience4jSettings settings = new Resilience4jSettings(this.environment);
		ClientTimes times = new ClientTimes(this.environment);
		if (!isDefined(CircuitBreakerConfigCustomizer.class)) {
			this.checks.add(new WindowCheck(this.theirs, settings));
		}
		if (!isDefined(RetryConfigCustomizer.class)) {
			this.checks.add(new RetryOfRejectionCheck(withKnownNames(beans), settings, this::placeholdersReplaced));
			if (isEnabled("resilience.client.enabled")) {
				Set<String> targets = new TreeSet<>(interfaces.groups());
				this.checks.add(new RetryTimeCheck(targets, times, settings));
			}
		}
		if (isEnabled("resilience.client.enabled") && isEnabled("resilience.deadline.enabled")) {
			this.checks.add(new DeadlineCheck(this.ours, times));
		}
	}

	private void addMethods(List<AnnotatedBean> beans) {
		boolean aspects = !isEnabled("resilience.annotation.enabled");
		FallbackResolver resolver = new FallbackResolver((name) -> BeanTypes.ofDefinition(this.beanFactory, name));
		this.checks.add(new FallbackSignatureCheck(withKnownNames(beans), resolver,
				(name) -> AnnotatedBean.isHidden(this.beanFactory, name), this::placeholdersReplaced));
		if (!aspects && !isExtended()) {
			this.checks.add(new ReturnTypeCheck(beans));
		}
		if (aspects || "annotation".equalsIgnoreCase(property("resilience.annotation.fallback-placement", ""))) {
			this.checks.add(new FallbackUnderRetryCheck(beans, aspects ? "remove resilience.annotation.enabled=false"
					: "remove resilience.annotation.fallback-placement"));
		}
		this.checks
			.add(new InterceptionCheck(beans, !"false".equals(property("spring.aop.proxy-target-class", "true"))));
		if (aspects && !ClassUtils.isPresent(ASPECTJ, this.beanFactory.getBeanClassLoader())) {
			this.checks.add(new AspectJCheck(beans));
		}
	}

	private void addLastGoodAnswers(HttpInterfaces interfaces) {
		if (!isEnabled("resilience.fallback.enabled")) {
			return;
		}
		Set<Class<?>> types = new LinkedHashSet<>(AnnotatedBean.types(this.beanFactory).keySet());
		types.addAll(interfaces.types());
		this.checks
			.add(new LastGoodAnswerCheck(types, this.ours, isDefined(CacheManager.class), this::placeholdersReplaced));
	}

	private void addOptional(List<AnnotatedBean> beans, HttpInterfaces interfaces) {
		SpringFactoriesLoader.forDefaultResourceLocation(this.beanFactory.getBeanClassLoader())
			.load(CheckSource.class, FailureHandler.logging(logger))
			.stream()
			.filter((source) -> isEnabled(DiagnosticsProperties.PREFIX + "." + source.feature() + ".enabled"))
			.map((source) -> StartupChecks.unlessFailing(() -> source.checks(beans, interfaces.types())))
			.forEach(this.checks::addAll);
	}

	/**
	 * Replace placeholders as in beans if possible, including properties that are not in
	 * the environment.
	 */
	private String placeholdersReplaced(String text) {
		try {
			String value = this.beanFactory.hasEmbeddedValueResolver() ? this.beanFactory.resolveEmbeddedValue(text)
					: null;
			return (value != null) ? value : this.environment.resolvePlaceholders(text);
		}
		catch (IllegalArgumentException ex) {
			return text;
		}
	}

	/**
	 * Return the beans, unless a resolver of the user may change names at each call.
	 */
	private List<AnnotatedBean> withKnownNames(List<AnnotatedBean> beans) {
		return Stream.of(this.beanFactory.getBeanNamesForType(SpelResolver.class, true, false))
			.allMatch(this::isOfResilience4j) ? beans : List.of();
	}

	private boolean isOfResilience4j(String beanName) {
		String factory = this.beanFactory.containsBeanDefinition(beanName)
				? this.beanFactory.getBeanDefinition(beanName).getFactoryBeanName() : null;
		return factory != null && factory.startsWith("io.github.resilience4j.");
	}

	/**
	 * Return whether the user has extensions of Resilience4j, which may handle any return
	 * type.
	 */
	private boolean isExtended() {
		return EXTENSIONS.stream()
			.flatMap((type) -> Stream.of(this.beanFactory.getBeanNamesForType(type, true, false)))
			.anyMatch((name) -> !isOfResilience4j(name));
	}

	private boolean isDefined(Class<?> type) {
		return this.beanFactory.getBeanNamesForType(type, true, false).length > 0;
	}

	private boolean isEnabled(String key) {
		return !"false".equalsIgnoreCase(property(key, "true"));
	}

	private String property(String key, String otherwise) {
		return this.environment.getProperty(key, otherwise);
	}

}
