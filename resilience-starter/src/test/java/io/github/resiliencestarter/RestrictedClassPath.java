package io.github.resiliencestarter;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Classpath of an application that does not have all the jars that the tests have. The
 * jars are missing for every class, so that a class which cannot be linked without them
 * fails as it does at a user's.
 */
public final class RestrictedClassPath {

	/**
	 * Jars that a user of the starter alone does not have: what is optional, and what
	 * only tests need.
	 */
	private static final String OPTIONAL = "spring-boot-(starter-)?(aspectj|webmvc|tomcat|servlet|webclient|webflux|resttestclient|test).*"
			+ "|spring-boot-grpc-.*|spring-grpc-core|grpc-.*|protobuf-java.*|proto-google-common-protos|perfmark-api"
			+ "|spring-(webmvc|webflux|websocket|test)|tomcat-.*|aspectjweaver|httpclient5|rxjava|context-propagation|reactor-test|archunit.*"
			+ "|spring-(kafka|rabbit|amqp|jms|messaging|tx)|kafka.*|amqp-client|jakarta.jms-api|artemis-.*"
			+ "|junit-.*|mockito-.*|assertj-.*";

	private final List<Pattern> missing;

	private RestrictedClassPath(List<Pattern> missing) {
		this.missing = missing;
	}

	/**
	 * Returns the classpath of an application with no dependency but the starter.
	 */
	public static RestrictedClassPath ofTheStarterAlone() {
		return new RestrictedClassPath(List.of()).without(OPTIONAL);
	}

	/**
	 * Returns the classpath of a Spring MVC application.
	 */
	public static RestrictedClassPath ofAServletApplication() {
		return new RestrictedClassPath(List.of());
	}

	/**
	 * Returns the classpath of a Spring MVC application that has Resilience4j's own
	 * starter and not ours.
	 */
	public static RestrictedClassPath withoutTheStarter() {
		return new RestrictedClassPath(List.of(Pattern.compile("classes"))).without("spring-cloud-.*");
	}

	/**
	 * Leaves out jars.
	 * @param artifacts a regular expression for the names of artifacts
	 */
	public RestrictedClassPath without(String artifacts) {
		List<Pattern> missing = new ArrayList<>(this.missing);
		missing.add(Pattern.compile("(" + artifacts + ")-\\d.*\\.jar"));
		return new RestrictedClassPath(missing);
	}

	/**
	 * Starts an application and stops it.
	 * @param arguments arguments of the application
	 * @return the names of its beans, or why it did not start
	 */
	public String start(String... arguments) {
		return start((beans) -> true, arguments);
	}

	/**
	 * Starts an application and stops it as soon as the test has seen enough.
	 * @param observation what the test does while the application runs, given the names
	 * of its beans
	 * @param arguments arguments of the application
	 * @return the names of its beans, or why it did not start
	 */
	public String start(Predicate<String> observation, String... arguments) {
		return call("io.github.resiliencestarter.LaunchedApplication", "start", observation, arguments);
	}

	/**
	 * Calls a static method of a class that is loaded from this classpath.
	 * @param type the name of the class
	 * @param method the name of the method, the only one of this name
	 * @param arguments the arguments, of types that Java itself has
	 * @return what the method returns
	 */
	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	public <T> T call(String type, String method, Object... arguments) {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		try (URLClassLoader loader = new URLClassLoader(urls(), ClassLoader.getPlatformClassLoader())) {
			thread.setContextClassLoader(loader);
			disableTomcatsUrls(loader);
			Method called = Stream.of(loader.loadClass(type).getMethods())
				.filter((candidate) -> candidate.getName().equals(method))
				.findFirst()
				.orElseThrow();
			return (T) called.invoke(null, arguments);
		}
		catch (IOException | ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	/**
	 * Keeps Tomcat from setting what can be set only once in a process.
	 */
	private static void disableTomcatsUrls(ClassLoader loader) throws ReflectiveOperationException {
		String name = "org.apache.catalina.webresources.TomcatURLStreamHandlerFactory";
		if (loader.getResource(name.replace('.', '/') + ".class") != null) {
			loader.loadClass(name).getMethod("disable").invoke(null);
		}
	}

	private URL[] urls() {
		return Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator, -1))
			.filter((entry) -> this.missing.stream()
				.noneMatch((pattern) -> pattern.matcher(entry.substring(entry.lastIndexOf(File.separatorChar) + 1))
					.matches()))
			.map(RestrictedClassPath::url)
			.toArray(URL[]::new);
	}

	private static URL url(String entry) {
		try {
			return Path.of(entry).toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

}
