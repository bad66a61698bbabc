package io.github.resiliencestarter.sample.faults;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FaultsAutoConfiguration}.
 */
class FaultsAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FaultsAutoConfiguration.class));

	@Test
	void hasNoFaultsWithoutToken() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(FaultSwitch.class)
			.doesNotHaveBean(FaultController.class)
			.doesNotHaveBean("faultFilter"));
	}

	@Test
	void hasFaultsWithToken() {
		this.runner.withPropertyValues("sample.faults.token=secret")
			.run((context) -> assertThat(context).hasSingleBean(FaultSwitch.class)
				.hasSingleBean(FaultController.class)
				.hasBean("faultFilter"));
	}

	@Test
	void refusesBlankToken() {
		this.runner.withPropertyValues("sample.faults.token= ")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("must not be blank"));
	}

	@Test
	void liftsTheFaultWhenTheServiceStops() {
		this.runner.withPropertyValues("sample.faults.token=secret").run((context) -> {
			FaultSwitch faults = context.getBean(FaultSwitch.class);
			faults.turnTo(Fault.HANG);
			context.close();
			assertThat(faults.fault()).isEqualTo(Fault.NONE);
		});
	}

	@Test
	void hasNoFaultsOutsideOfWebApplications() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(FaultsAutoConfiguration.class))
			.withPropertyValues("sample.faults.token=secret")
			.run((context) -> assertThat(context).doesNotHaveBean(FaultSwitch.class));
	}

}
