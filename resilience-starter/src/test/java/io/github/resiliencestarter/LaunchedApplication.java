package io.github.resiliencestarter;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Predicate;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Application that {@link RestrictedClassPath} starts: nothing but what is
 * auto-configured.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class LaunchedApplication {

	protected LaunchedApplication() {
	}

	/**
	 * Starts the application, and stops it after an observation.
	 * @param observation what is done while the application runs
	 * @param arguments the arguments
	 * @return the names of the beans, or the stack trace of the failure
	 */
	public static String start(Predicate<String> observation, String... arguments) {
		SpringApplication application = new SpringApplication(LaunchedApplication.class);
		application.setRegisterShutdownHook(false);
		try (ConfigurableApplicationContext context = application.run(arguments)) {
			String beans = String.join(",", context.getBeanDefinitionNames());
			return observation.test(beans) ? beans : "Observation failed; beans: " + beans;
		}
		catch (Throwable ex) {
			StringWriter trace = new StringWriter();
			ex.printStackTrace(new PrintWriter(trace));
			return "Did not start: " + trace;
		}
	}

}
