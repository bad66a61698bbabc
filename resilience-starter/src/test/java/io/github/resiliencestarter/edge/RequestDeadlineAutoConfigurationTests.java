package io.github.resiliencestarter.edge;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RequestDeadlineAutoConfiguration}.
 */
class RequestDeadlineAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RequestDeadlineAutoConfiguration.class));

	@Test
	void addsTheFilterToAServletApplication() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(FilterRegistrationBean.class)
			.doesNotHaveBean(DeadlineWebFilter.class));
	}

	@Test
	void addsTheFilterToAReactiveApplication() {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RequestDeadlineAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(DeadlineWebFilter.class)
				.doesNotHaveBean(FilterRegistrationBean.class));
	}

	@Test
	void addsNoFilterToAnApplicationWithoutWeb() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RequestDeadlineAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(FilterRegistrationBean.class)
				.doesNotHaveBean(DeadlineWebFilter.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.enabled=false", "resilience.deadline.enabled=false" })
	void canBeSwitchedOff(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).doesNotHaveBean(FilterRegistrationBean.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.deadline.default-timeout=0", "resilience.deadline.max-timeout=-1s",
			"resilience.deadline.default-timeout=2m", "resilience.deadline.header=" })
	void refusesToStartWithWhatMakesNoSense(String property) {
		String key = property.substring(0, property.indexOf('='));
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining(key));
	}

}
