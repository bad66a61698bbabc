package io.github.resiliencestarter.http;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.util.ReflectionUtils;

/**
 * Aborts a request of a client library from any thread. Spring has no such operation, but
 * most libraries do. The library's request is found by searching the fields of Spring's
 * request and of any wrappers.
 */
final class RequestAbort {

	private static final Log logger = LogFactory.getLog(RequestAbort.class);

	private static final int MOST_OBJECTS = 50;

	// By name, since each of the libraries is optional
	private static final Map<String, String> ABORTABLE = Map.of("org.apache.hc.core5.concurrent.Cancellable", "cancel",
			"org.apache.http.client.methods.HttpUriRequest", "abort", "okhttp3.Call", "cancel");

	private static final String JETTY = "org.eclipse.jetty.client.Request";

	// Requests that an interrupt aborts
	private static final Set<String> INTERRUPTIBLE = Set.of("org.springframework.http.client.JdkClientHttpRequest",
			"org.springframework.http.client.ReactorClientHttpRequest");

	private static final String MOCKS = "org.springframework.mock.";

	private static final List<String> KNOWN_LIBRARIES = List.of("org.springframework.", "org.apache.hc.",
			"org.apache.http.");

	// Fields that may lead to the library's request
	private static final ClassValue<List<Field>> FIELDS = new ClassValue<>() {

		@Override
		protected List<Field> computeValue(Class<?> type) {
			return fieldsOf(type);
		}

	};

	private static final ClassValue<Abortable> KINDS = new ClassValue<>() {

		@Override
		protected Abortable computeValue(Class<?> type) {
			return Abortable.of(type);
		}

	};

	private final @Nullable HttpURLConnection connection;

	private final @Nullable Runnable action;

	private RequestAbort(@Nullable HttpURLConnection connection, @Nullable Runnable action) {
		this.connection = connection;
		this.action = action;
	}

	/**
	 * Return a way to abort a request.
	 * @param request the request, not sent yet
	 * @return a way to abort it, or {@code null} if none is known
	 */
	static @Nullable RequestAbort of(ClientHttpRequest request) {
		return search(request, RequestAbort::known);
	}

	/**
	 * Return whether the requests of a factory can probably be aborted.
	 * @param factory the factory
	 * @return whether it is or contains a factory of Spring or a client of Apache
	 */
	static boolean isLikely(ClientHttpRequestFactory factory) {
		return search(factory, (object) -> isOfKnownLibrary(object.getClass()) ? object : null) != null;
	}

	private static boolean isOfKnownLibrary(@Nullable Class<?> type) {
		return type != null && (KNOWN_LIBRARIES.stream().anyMatch(type.getName()::startsWith)
				|| isOfKnownLibrary(type.getSuperclass()));
	}

	private static <T> @Nullable T search(Object root, Function<Object, @Nullable T> test) {
		Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		Deque<Object> toSee = new ArrayDeque<>(List.of(root));
		while (!toSee.isEmpty() && seen.size() < MOST_OBJECTS) {
			Object next = toSee.poll();
			if (seen.add(next)) {
				T found = test.apply(next);
				if (found != null) {
					return found;
				}
				for (Field field : FIELDS.get(next.getClass())) {
					Object value = ReflectionUtils.getField(field, next);
					if (value != null) {
						toSee.add(value);
					}
				}
			}
		}
		return null;
	}

	private static @Nullable RequestAbort known(Object object) {
		if (object instanceof HttpURLConnection connection) {
			return new RequestAbort(connection, connection::disconnect);
		}
		Abortable kind = KINDS.get(object.getClass());
		if (kind.method() != null) {
			return new RequestAbort(null, kind.action(object));
		}
		return kind.interruptible() ? new RequestAbort(null, null) : null;
	}

	private static List<Field> fieldsOf(Class<?> type) {
		List<Field> fields = new ArrayList<>();
		for (Class<?> each = type; each != null && isOpen(each); each = each.getSuperclass()) {
			for (Field field : each.getDeclaredFields()) {
				if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()
						&& !field.getType().isArray() && field.trySetAccessible()) {
					fields.add(field);
				}
			}
		}
		return fields;
	}

	// JDK types do not contain requests
	private static boolean isOpen(Class<?> type) {
		return !type.getName().startsWith("java.");
	}

	/**
	 * Set the timeouts of libraries whose reads cannot be aborted from another thread.
	 */
	void limit(Duration timeLeft) {
		if (this.connection != null) {
			int millis = (int) Math.max(1, Math.min(timeLeft.toMillis(), Integer.MAX_VALUE));
			this.connection.setConnectTimeout(sooner(this.connection.getConnectTimeout(), millis));
			this.connection.setReadTimeout(sooner(this.connection.getReadTimeout(), millis));
		}
	}

	// Zero means no timeout
	private static int sooner(int timeout, int limit) {
		return (timeout > 0) ? Math.min(timeout, limit) : limit;
	}

	/**
	 * Return an action that aborts the request.
	 * @return the action, or {@code null} if interrupting the waiting thread is enough
	 */
	@Nullable Runnable action() {
		return this.action;
	}

	/**
	 * Ways to abort requests of a type.
	 *
	 * @param method the method that aborts a request, or {@code null}
	 * @param interruptible whether an interrupt aborts a request
	 */
	private record Abortable(@Nullable Method method, boolean interruptible) {

		static Abortable of(Class<?> type) {
			return new Abortable(methodOf(type),
					INTERRUPTIBLE.contains(type.getName()) || type.getName().startsWith(MOCKS));
		}

		private static @Nullable Method methodOf(@Nullable Class<?> type) {
			if (type == null) {
				return null;
			}
			if (JETTY.equals(type.getName())) {
				return ReflectionUtils.findMethod(type, "abort", Throwable.class);
			}
			String name = ABORTABLE.get(type.getName());
			Method method = (name != null) ? ReflectionUtils.findMethod(type, name) : null;
			for (Class<?> each : type.getInterfaces()) {
				method = (method != null) ? method : methodOf(each);
			}
			return (method != null) ? method : methodOf(type.getSuperclass());
		}

		private Runnable action(Object object) {
			Method method = this.method;
			return () -> {
				try {
					if (method != null) {
						ReflectionUtils.invokeMethod(method, object, (Object[]) argumentsOf(method));
					}
				}
				catch (RuntimeException ex) {
					logger.debug("Failed to abort a request", ex);
				}
			};
		}

		private static Throwable[] argumentsOf(Method method) {
			return (method.getParameterCount() == 0) ? new Throwable[0]
					: new Throwable[] { new InterruptedException("Timed out") };
		}

	}

}
