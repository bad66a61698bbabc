package io.github.resiliencestarter.defaults;

import java.util.List;
import java.util.Set;

import io.github.resiliencestarter.StarterContext;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A refresh of Spring Cloud cannot rebind records, and would log a stack trace for each.
 */
class NeverRefreshableTests {

	private static final Set<String> OF_OTHER_JARS = Set.of("io.github.resiliencestarter.console.ConsoleProperties",
			"io.github.resiliencestarter.outbox.OutboxProperties");

	@Test
	void namesAllOfOurProperties() {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
		List<String> ours = scanner.findCandidateComponents(StarterContext.class.getPackageName())
			.stream()
			.map(BeanDefinition::getBeanClassName)
			.filter((name) -> name != null && !name.contains("Tests"))
			.toList();
		String listed = String.valueOf(ProductionDefaults.load().get("spring.cloud.refresh.never-refreshable"));
		List<String> namesOfOurs = List.of(StringUtils.commaDelimitedListToStringArray(listed))
			.stream()
			.filter((name) -> name.startsWith(StarterContext.class.getPackageName()))
			.filter((name) -> !OF_OTHER_JARS.contains(name))
			.toList();
		assertThat(ours).isNotEmpty();
		assertThat(namesOfOurs).containsExactlyInAnyOrderElementsOf(ours);
	}

}
