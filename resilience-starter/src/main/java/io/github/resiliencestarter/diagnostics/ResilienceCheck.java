package io.github.resiliencestarter.diagnostics;

import java.io.PrintStream;
import java.lang.reflect.Method;
import java.util.Arrays;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.boot.SpringApplicationHook;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.util.ReflectionUtils;

import org.jspecify.annotations.Nullable;

/**
 * Startup checks for a build, without starting the application: bean definitions are read
 * and checked, but no beans are created, no port is opened and no calls are made. Run it
 * by its name, on the classpath of the application.
 */
public final class ResilienceCheck {

	private static final int WRONG = 1;

	private ResilienceCheck() {
	}

	/**
	 * Check an application, print the report, and exit with status 1 if a mistake would
	 * stop the startup.
	 * @param args the name of the application's main class, followed by its arguments
	 * @throws Exception if the application cannot be prepared
	 */
	public static void main(String[] args) throws Exception {
		if (args.length == 0) {
			System.err.println("Usage: " + ResilienceCheck.class.getName() + " <main class> [argument ...]");
			System.exit(WRONG);
		}
		boolean right = check(Class.forName(args[0]), Arrays.copyOfRange(args, 1, args.length), System.out);
		if (!right) {
			System.exit(WRONG);
		}
	}

	/**
	 * Check an application.
	 * @param application its main class
	 * @param args its arguments
	 * @param out the output for the report
	 * @return whether it would start
	 */
	static boolean check(Class<?> application, String[] args, PrintStream out) {
		try {
			GenericApplicationContext context = prepare(application, args);
			context.refreshForAotProcessing(new RuntimeHints());
			boolean checked = context.getBeanNamesForType(StartupChecks.class, true, false).length > 0;
			out.println("resilience-starter " + (checked ? "found no mistakes" : "has no rules to check") + " in "
					+ application.getName());
			return true;
		}
		catch (FindingsException ex) {
			out.println(FindingsFailureAnalyzer.text(ex));
			return false;
		}
	}

	/**
	 * Run the main method until just before the context is refreshed.
	 */
	private static GenericApplicationContext prepare(Class<?> application, String[] args) {
		try {
			SpringApplication.withHook(new Abandon(), () -> runMain(application, args));
		}
		catch (AbandonedRunException ex) {
			if (ex.getApplicationContext() instanceof GenericApplicationContext context) {
				return context;
			}
		}
		throw new IllegalStateException(application.getName() + " does not run a SpringApplication");
	}

	private static void runMain(Class<?> application, String[] args) {
		Method main = ReflectionUtils.findMethod(application, "main", String[].class);
		if (main != null) {
			ReflectionUtils.makeAccessible(main);
			ReflectionUtils.invokeMethod(main, null, new Object[] { args });
		}
	}

	/**
	 * Hook that ends the run when everything is loaded and before the refresh, as in
	 * Spring Boot's AOT processing.
	 */
	private static final class Abandon implements SpringApplicationHook {

		@Override
		public @Nullable SpringApplicationRunListener getRunListener(SpringApplication application) {
			return new SpringApplicationRunListener() {

				@Override
				public void contextLoaded(ConfigurableApplicationContext context) {
					throw new AbandonedRunException(context);
				}

			};
		}

	}

}
