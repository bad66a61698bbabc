package io.github.resiliencestarter.outbox;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * {@link OutboxTransport} that makes stored calls of methods. The circuit breaker is that
 * of the guarded client, or of the annotation, that the method uses.
 */
class MethodTransport implements OutboxTransport {

	private final BeanFactory beanFactory;

	private final Payloads payloads;

	private final Map<String, Callee> callees = new ConcurrentHashMap<>();

	MethodTransport(BeanFactory beanFactory, Payloads payloads) {
		this.beanFactory = beanFactory;
		this.payloads = payloads;
	}

	@Override
	public boolean supports(String destination) {
		return destination.startsWith(StoredMethod.PREFIX);
	}

	@Override
	public void deliver(Delivery delivery) throws Exception {
		Callee callee = calleeOf(delivery.destination());
		@Nullable Object[] arguments = this.payloads.readArguments(delivery.payload(), callee.method());
		ReplayedCall.begin(delivery.destination());
		try {
			MethodOutbox.await(callee.method().invoke(callee.bean(), arguments), delivery.timeLeft());
		}
		catch (InvocationTargetException ex) {
			Throwable failure = ex.getTargetException();
			if (failure instanceof Exception exception) {
				throw exception;
			}
			throw ex;
		}
		finally {
			ReplayedCall.end();
		}
	}

	/**
	 * Checks that the method can be called.
	 * @throws NotHereException if it cannot
	 */
	void check(String destination) {
		Callee unused = calleeOf(destination);
	}

	private Callee calleeOf(String destination) {
		return this.callees.computeIfAbsent(destination, this::find);
	}

	// Only methods with the annotation can be called, whatever the table says
	private Callee find(String destination) {
		int hash = destination.indexOf('#');
		int parenthesis = destination.indexOf('(');
		try {
			Class<?> type = resolve(destination.substring(StoredMethod.PREFIX.length(), hash));
			String[] names = StringUtils
				.tokenizeToStringArray(destination.substring(parenthesis + 1, destination.length() - 1), ",");
			Class<?>[] parameters = new Class<?>[names.length];
			for (int i = 0; i < names.length; i++) {
				parameters[i] = resolve(names[i]);
			}
			Method method = ReflectionUtils.findMethod(type, destination.substring(hash + 1, parenthesis), parameters);
			if (method == null || StoreAndForwardAdvisor.find(method, type) == null) {
				throw new NotHereException("There is no method with @StoreAndForward for " + destination, null);
			}
			ReflectionUtils.makeAccessible(method);
			return new Callee(this.beanFactory.getBean(type), method);
		}
		catch (ClassNotFoundException | LinkageError | BeansException ex) {
			throw new NotHereException("There is no single bean for " + destination, ex);
		}
		catch (IndexOutOfBoundsException ex) {
			throw new UndeliverableException("Not a method: " + destination, ex);
		}
	}

	private static Class<?> resolve(String name) throws ClassNotFoundException {
		return ClassUtils.forName(name, null);
	}

	/**
	 * Bean and method that is called.
	 */
	private record Callee(Object bean, Method method) {

	}

}
