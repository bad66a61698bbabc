package io.github.resiliencestarter.defaults;

import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DefaultsEnvironmentPostProcessorTests {

	private static final String WINDOW = "resilience4j.circuitbreaker.configs.default.sliding-window-size";

	private final DefaultsEnvironmentPostProcessor postProcessor = new DefaultsEnvironmentPostProcessor();

	@ParameterizedTest
	@MethodSource("keys")
	void userWinsWithAnySpellingOfTheKey(String key) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addLast(new MapPropertySource("user", Map.of(shout(key), "what the user says")));
		this.postProcessor.postProcessEnvironment(environment, new SpringApplication());
		assertThat(bind(environment, key)).isEqualTo("what the user says");
	}

	@ParameterizedTest
	@MethodSource("keys")
	void userWinsWithADefaultPropertyOfTheApplication(String key) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addLast(new DefaultPropertiesPropertySource(Map.of(key, "what the application says")));
		this.postProcessor.postProcessEnvironment(environment, new SpringApplication());
		assertThat(bind(environment, key)).isEqualTo("what the application says");
	}

	static Stream<String> keys() {
		return ProductionDefaults.load().keySet().stream();
	}

	@Test
	void userWinsWithADefaultPropertyInAnotherSpelling() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addLast(new DefaultPropertiesPropertySource(
					Map.of("resilience4j.circuitbreaker.configs.default.slidingWindowSize", "7")));
		this.postProcessor.postProcessEnvironment(environment, new SpringApplication());
		assertThat(bind(environment, WINDOW)).isEqualTo("7");
	}

	@Test
	void userWinsWithAPropertySourceAnnotation() {
		SpringApplication application = new SpringApplication(WithPropertySource.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		try (ConfigurableApplicationContext context = application.run()) {
			assertThat(context.getEnvironment().getProperty(WINDOW)).isEqualTo("42");
			assertThat(context.getEnvironment()
				.getProperty("resilience4j.circuitbreaker.configs.default.minimum-number-of-calls")).isEqualTo("10");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.enabled", "resilience.defaults.enabled" })
	void addsNothingWhenSwitchedOff(String key) {
		MockEnvironment environment = process(key, "false");
		assertThat(environment.getPropertySources().contains(DefaultPropertiesPropertySource.NAME)).isFalse();
	}

	@Test
	void valuesKnowTheLineThatTheyComeFrom() {
		MockEnvironment environment = process();
		assertThat(OriginLookup.getOrigin(environment.getPropertySources().get(DefaultPropertiesPropertySource.NAME),
				WINDOW))
			.asString()
			.matches(".*/defaults/resilience-defaults\\.properties] - \\d+:\\d+");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", value = {
			"                                              | /actuator/health/readiness     | /actuator/prometheus | -",
			"server.port=0                                 | /actuator/health/readiness     | /actuator/prometheus | -",
			"server.servlet.context-path=/shop             | /shop/actuator/health/readiness | /shop/actuator/prometheus | -",
			"spring.mvc.servlet.path=/mvc                  | /mvc/actuator/health/readiness | /mvc/actuator/prometheus | -",
			"spring.main.web-application-type=reactive,spring.webflux.base-path=flux | /flux/actuator/health/readiness | /flux/actuator/prometheus | -",
			"management.endpoints.web.base-path=/manage/   | /manage/health/readiness       | /manage/prometheus   | -",
			"management.endpoints.web.base-path=/          | /health/readiness              | /prometheus          | -",
			"management.endpoints.web.path-mapping.prometheus=metrics | /actuator/health/readiness | /actuator/metrics | -",
			"management.endpoints.web.path-mapping.health=/up | /actuator/up/readiness      | /actuator/prometheus | -",
			"management.server.port=8080                   | /actuator/health/readiness     | /actuator/prometheus | -",
			"management.server.port=9000                   | /actuator/health/readiness     | /actuator/prometheus | 9000",
			"management.server.port=9000,server.servlet.context-path=/shop,management.server.base-path=/ops | /ops/actuator/health/readiness | /ops/actuator/prometheus | 9000",
			"management.server.port=-1                     | -                              | -                    | -",
			"spring.main.web-application-type=none         | -                              | -                    | -",
			"spring.main.web-application-type=NONE,management.server.port=9000 | -          | -                    | -" })
	void registersThePathsOfTheActuatorInConsul(String properties, String health, String metrics, String port) {
		MockEnvironment environment = process((properties != null) ? properties.split("[,=]") : new String[0]);
		assertThat(environment.getProperty(ActuatorDefaults.HEALTH_CHECK_PATH)).isEqualTo(health);
		assertThat(environment.getProperty(ActuatorDefaults.METRICS_PATH)).isEqualTo(metrics);
		assertThat(environment.getProperty(ActuatorDefaults.MANAGEMENT_PORT)).isEqualTo(port);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "REACTIVE | spring.webflux.base-path=/flux | /flux/actuator/health/readiness",
			"REACTIVE | spring.webflux.base-path=/flux/,server.servlet.context-path=/left-over,spring.mvc.servlet.path=/x | /flux/actuator/health/readiness",
			"REACTIVE | server.servlet.context-path=/left-over | /actuator/health/readiness",
			"REACTIVE | spring.main.web-application-type=servlet,server.servlet.context-path=/shop,spring.webflux.base-path=/flux | /shop/actuator/health/readiness",
			"REACTIVE | spring.webflux.base-path=/flux,management.server.port=9000 | /actuator/health/readiness",
			"REACTIVE | spring.webflux.base-path=/flux,management.endpoints.web.base-path=/ | /flux/health/readiness",
			"SERVLET  | spring.webflux.base-path=/left-over | /actuator/health/readiness",
			"SERVLET  | management.endpoint.health.probes.enabled=false | /actuator/health",
			"SERVLET  | management.endpoint.health.probes.enabled=false,management.endpoints.web.path-mapping.health=up | /actuator/up",
			"SERVLET  | management.endpoint.health.probes.enabled=false,management.endpoint.health.group.readiness.include=db | /actuator/health/readiness",
			"SERVLET  | management.endpoint.health.probes.enabled=false,management.endpoint.health.group.readiness.include[0]=db | /actuator/health/readiness",
			"SERVLET  | management.server.port=9000,management.server.base-path=/,management.endpoints.web.base-path=/ | /health/readiness" })
	void healthCheckPathFollowsTheTypeOfTheApplication(WebApplicationType type, String properties, String path) {
		SpringApplication application = new SpringApplication();
		application.setWebApplicationType(type);
		MockEnvironment environment = environment(properties.split("[,=]"));
		this.postProcessor.postProcessEnvironment(environment, application);
		assertThat(environment.getProperty(ActuatorDefaults.HEALTH_CHECK_PATH)).isEqualTo(path);
	}

	@Test
	void applicationWithoutAWebServerHasNoActuatorToScrape() {
		SpringApplication application = new SpringApplication();
		application.setWebApplicationType(WebApplicationType.NONE);
		MockEnvironment environment = environment();
		this.postProcessor.postProcessEnvironment(environment, application);
		assertThat(environment.getProperty(ActuatorDefaults.METRICS_PATH)).isNull();
		assertThat(environment.getProperty(ActuatorDefaults.HEALTH_CHECK_PATH)).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-",
			value = { "server.port=8080 | -", "server.ssl.bundle=web | https",
					"server.ssl.key-store=classpath:k.p12 | https",
					"server.ssl.certificate=c.pem,server.ssl.enabled=true | https",
					"server.ssl.bundle=web,server.ssl.enabled=false | -",
					"server.ssl.bundle=web,management.server.port=9000 | https",
					"server.ssl.bundle=web,management.server.port=9000,management.server.ssl.enabled=false | -",
					"server.ssl.bundle=web,spring.cloud.consul.discovery.scheme=http | http" })
	void schemeIsTheOneThatTheApplicationServes(String properties, String scheme) {
		assertThat(process(properties.split("[,=]")).getProperty(ActuatorDefaults.SCHEME)).isEqualTo(scheme);
	}

	@Test
	void instanceIdIsTheSameAfterARestartOnTheSamePort() {
		String[] properties = { "spring.application.name", "inventory", "server.port", "8083",
				"spring.cloud.client.hostname", "host-1" };
		assertThat(process(properties).getProperty(RandomPortDefaults.INSTANCE_ID)).isEqualTo("inventory-host-1-8083")
			.isEqualTo(process(properties).getProperty(RandomPortDefaults.INSTANCE_ID));
	}

	@Test
	void instanceIdIsUniqueOnARandomPort() {
		String first = process("server.port", "0").getProperty(RandomPortDefaults.INSTANCE_ID);
		assertThat(first).startsWith("application-")
			.isNotEqualTo(process("server.port", "0").getProperty(RandomPortDefaults.INSTANCE_ID));
	}

	@ParameterizedTest
	@ValueSource(strings = { "server.port", "management.server.port" })
	void portThatIsNoNumberIsReportedWithItsKeyAndValue(String key) {
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> process(key, "http"))
			.satisfies((failure) -> assertThat(failure.getName()).hasToString(key))
			.satisfies((failure) -> assertThat(failure.getProperty()).isNotNull()
				.returns("http", ConfigurationProperty::getValue));
	}

	@Test
	void portMayBeAPlaceholder() {
		assertThat(process("server.port", "${port}", "port", "0").getProperty(RandomPortDefaults.INSTANCE_ID))
			.matches("application-[0-9a-f]{32}");
	}

	private MockEnvironment process(String... properties) {
		MockEnvironment environment = environment(properties);
		this.postProcessor.postProcessEnvironment(environment, new SpringApplication());
		return environment;
	}

	private static MockEnvironment environment(String... properties) {
		MockEnvironment environment = new MockEnvironment();
		for (int i = 0; i < properties.length - 1; i += 2) {
			environment.setProperty(properties[i].trim(), properties[i + 1].trim());
		}
		return environment;
	}

	private static String bind(ConfigurableEnvironment environment, String key) {
		Iterable<ConfigurationPropertySource> sources = ConfigurationPropertySources
			.from(environment.getPropertySources());
		return new Binder(sources).bind(ConfigurationPropertyName.of(key), Bindable.of(String.class)).get();
	}

	/**
	 * Alternative spellings of the same key.
	 */
	private static String shout(String key) {
		return key.contains("[") ? key : key.replace("-", "").replace("consul", "CONSUL");
	}

	@Configuration(proxyBeanMethods = false)
	@PropertySource("classpath:io/github/resiliencestarter/defaults/user.properties")
	static class WithPropertySource {

	}

}
