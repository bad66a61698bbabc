package io.github.resiliencestarter.messaging;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.kafka.listener.DelegatingMessageListener;
import org.springframework.kafka.listener.adapter.RecordMessagingMessageListenerAdapter;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.util.ClassUtils;

/**
 * Kafka listener behind a gate. Never blocks, because the consumer has to poll: a record
 * that must not be handed out fails, and the error handler seeks to it. A proxy, because
 * the container distinguishes listeners by their interfaces.
 */
final class KafkaGatedListener implements InvocationHandler {

	private final Object delegate;

	private final ListenerGate gate;

	private final boolean mayDivide;

	private final ObservationRegistry observations;

	/**
	 * Creates a listener.
	 * @param delegate the listener behind the gate
	 * @param gate the gate
	 * @param mayDivide whether a batch may be handed out in parts
	 * @param observations the observations, one of which the delegate may have to end
	 */
	KafkaGatedListener(Object delegate, ListenerGate gate, boolean mayDivide, ObservationRegistry observations) {
		this.delegate = delegate;
		this.gate = gate;
		this.mayDivide = mayDivide;
		this.observations = observations;
	}

	Object proxy() {
		Set<Class<?>> interfaces = new LinkedHashSet<>(
				Arrays.asList(ClassUtils.getAllInterfacesForClass(this.delegate.getClass())));
		interfaces.add(DelegatingMessageListener.class);
		return Proxy.newProxyInstance(this.delegate.getClass().getClassLoader(), interfaces.toArray(Class<?>[]::new),
				this);
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
			throws Throwable {
		if (method.getDeclaringClass() == DelegatingMessageListener.class) {
			return this.delegate;
		}
		if (arguments != null && method.getName().equals("onMessage")) {
			Object messages = arguments[0];
			if (messages instanceof List<?> records) {
				return handleBatch(method, arguments, records);
			}
			if (messages instanceof ConsumerRecord<?, ?> || messages instanceof ConsumerRecords<?, ?>) {
				return handle(method, arguments);
			}
		}
		return call(method, arguments);
	}

	private @Nullable Object handle(Method method, @Nullable Object[] arguments) throws Throwable {
		HandOut message = this.gate.tryEnter(1);
		if (message == null) {
			endObservation();
			throw new HeldRecordException(this.gate.id());
		}
		try (message) {
			return call(method, arguments);
		}
	}

	/**
	 * Hands out the beginning of a batch, as many records as possible. Without a
	 * division, a batch is one message.
	 */
	private @Nullable Object handleBatch(Method method, @Nullable Object[] arguments, List<?> records)
			throws Throwable {
		boolean divide = this.mayDivide && Arrays.stream(arguments).noneMatch(Acknowledgment.class::isInstance);
		HandOut part = this.gate.tryEnter(divide ? records.size() : 1);
		if (part == null) {
			throw held(0);
		}
		Object result;
		try (part) {
			boolean all = !divide || part.size() == records.size();
			result = handleRecords(method, arguments, all ? records : records.subList(0, part.size()), all);
		}
		if (divide && part.size() < records.size()) {
			throw held(part.size());
		}
		return result;
	}

	private @Nullable Object handleRecords(Method method, @Nullable Object[] arguments, List<?> records, boolean all)
			throws Throwable {
		@Nullable Object[] changed = arguments.clone();
		changed[0] = records;
		try {
			return call(method, changed);
		}
		catch (Exception ex) {
			// The container would otherwise repeat, and in the end skip, the whole batch
			if (this.mayDivide && BatchFailure.find(ex) == null && (!all || BreakerRejection.isCauseOf(ex))) {
				throw new BatchListenerFailedException("The listener failed for the beginning of a batch", ex, 0);
			}
			throw ex;
		}
	}

	private BatchListenerFailedException held(int index) {
		return new BatchListenerFailedException("The batch was not handed out completely",
				new HeldRecordException(this.gate.id()), index);
	}

	/**
	 * Ends the observation of a record that is not handed out, which otherwise only the
	 * delegate ends.
	 */
	private void endObservation() {
		Observation observation = this.observations.getCurrentObservation();
		if (observation != null && this.delegate.getClass() == RecordMessagingMessageListenerAdapter.class) {
			observation.stop();
		}
	}

	private @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
		try {
			return method.invoke(this.delegate, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

}
