package io.github.resiliencestarter.messaging;

import java.io.Serial;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

import org.springframework.kafka.KafkaException;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.support.TopicPartitionOffset;
import org.springframework.util.backoff.FixedBackOff;

/**
 * Error handler that repeats records which were held back, or for which a circuit breaker
 * rejected a call, as often as necessary. The application's handler does not see these
 * failures, so they are no delivery attempts, and no record is skipped.
 */
final class KafkaRepeatingErrorHandler implements CommonErrorHandler {

	private final CommonErrorHandler delegate;

	private final KafkaRepetition repetition;

	private final DefaultErrorHandler repeater = new DefaultErrorHandler(
			new FixedBackOff(0, FixedBackOff.UNLIMITED_ATTEMPTS));

	KafkaRepeatingErrorHandler(CommonErrorHandler delegate, ListenerGate gate) {
		this.delegate = delegate;
		this.repetition = new KafkaRepetition(gate);
		this.repeater.setLogLevel(KafkaException.Level.DEBUG);
		this.repeater.setSeekAfterError(delegate.seeksAfterHandling());
	}

	@Override
	public boolean handleOne(Exception failure, ConsumerRecord<?, ?> record, Consumer<?, ?> consumer,
			MessageListenerContainer container) {
		return handlerOf(failure).handleOne(failure, record, consumer, container);
	}

	@Override
	public void handleRemaining(Exception failure, List<ConsumerRecord<?, ?>> records, Consumer<?, ?> consumer,
			MessageListenerContainer container) {
		handlerOf(failure).handleRemaining(failure, records, consumer, container);
	}

	private CommonErrorHandler handlerOf(Exception failure) {
		return this.repetition.isDueTo(failure) ? this.repeater : this.delegate;
	}

	@Override
	public void handleBatch(Exception failure, ConsumerRecords<?, ?> records, Consumer<?, ?> consumer,
			MessageListenerContainer container, Runnable invokeListener) {
		handle(failure, invokeListener, (attempt) -> {
			attempt.handler().handleBatch(attempt.failure(), records, consumer, container, attempt.invokeListener());
			return true;
		});
	}

	@Override
	public <K, V> ConsumerRecords<K, V> handleBatchAndReturnRemaining(Exception failure, ConsumerRecords<?, ?> records,
			Consumer<?, ?> consumer, MessageListenerContainer container, Runnable invokeListener) {
		return handle(failure, invokeListener, (attempt) -> attempt.handler()
			.handleBatchAndReturnRemaining(attempt.failure(), records, consumer, container, attempt.invokeListener()));
	}

	/**
	 * Lets the application's handler repeat a batch, unless the gate closes meanwhile.
	 */
	private <R> R handle(Exception failure, Runnable invokeListener, Function<Attempt, R> handling) {
		if (this.repetition.isDueTo(failure)) {
			return handling.apply(new Attempt(this.repeater, indexed(failure), invokeListener));
		}
		try {
			return handling.apply(new Attempt(this.delegate, failure, () -> repeat(invokeListener)));
		}
		catch (RepetitionEnd ex) {
			return handling.apply(new Attempt(this.repeater, indexed(ex.failure), invokeListener));
		}
	}

	private void repeat(Runnable invokeListener) {
		try {
			invokeListener.run();
		}
		catch (RuntimeException ex) {
			if (this.repetition.isDueTo(ex)) {
				throw new RepetitionEnd(ex);
			}
			throw ex;
		}
	}

	private static Exception indexed(Exception failure) {
		return (BatchFailure.find(failure) != null) ? failure
				: new BatchListenerFailedException("The batch has to be handed out again", failure, 0);
	}

	@Override
	public void handleOtherException(Exception failure, Consumer<?, ?> consumer, MessageListenerContainer container,
			boolean batchListener) {
		this.delegate.handleOtherException(failure, consumer, container, batchListener);
	}

	@Override
	public boolean seeksAfterHandling() {
		return this.delegate.seeksAfterHandling();
	}

	@Override
	public boolean deliveryAttemptHeader() {
		return this.delegate.deliveryAttemptHeader();
	}

	@Override
	public int deliveryAttempt(TopicPartitionOffset offset) {
		return this.delegate.deliveryAttempt(offset);
	}

	@Override
	public void clearThreadState() {
		this.delegate.clearThreadState();
		this.repeater.clearThreadState();
	}

	@Override
	public boolean isAckAfterHandle() {
		return this.delegate.isAckAfterHandle();
	}

	@Override
	public void setAckAfterHandle(boolean ack) {
		this.delegate.setAckAfterHandle(ack);
	}

	@Override
	public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions,
			Runnable publishPause) {
		this.delegate.onPartitionsAssigned(consumer, partitions, publishPause);
	}

	/**
	 * Handling of a failed batch.
	 *
	 * @param handler the handler
	 * @param failure the failure
	 * @param invokeListener hands the batch out again
	 */
	private record Attempt(CommonErrorHandler handler, Exception failure, Runnable invokeListener) {

	}

	/**
	 * End of the repetitions of a batch. An error, because the application's handler
	 * counts every exception as a failed attempt.
	 */
	private static final class RepetitionEnd extends Error {

		@Serial
		private static final long serialVersionUID = 1L;

		private final transient RuntimeException failure;

		RepetitionEnd(RuntimeException failure) {
			super(failure);
			this.failure = failure;
		}

	}

}
