package io.github.resiliencestarter.messaging;

import java.util.List;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

import org.springframework.kafka.listener.AfterRollbackProcessor;
import org.springframework.kafka.listener.ContainerProperties.EOSMode;
import org.springframework.kafka.listener.DefaultAfterRollbackProcessor;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.util.backoff.FixedBackOff;

/**
 * {@link KafkaRepeatingErrorHandler} of containers with transactions.
 *
 * @param <K> keys
 * @param <V> values
 */
final class KafkaRepeatingRollbackProcessor<K, V> implements AfterRollbackProcessor<K, V> {

	private final AfterRollbackProcessor<K, V> delegate;

	private final KafkaRepetition repetition;

	private final AfterRollbackProcessor<K, V> repeater = new DefaultAfterRollbackProcessor<>(
			new FixedBackOff(0, FixedBackOff.UNLIMITED_ATTEMPTS));

	@SuppressWarnings("unchecked")
	KafkaRepeatingRollbackProcessor(AfterRollbackProcessor<? super K, ? super V> delegate, ListenerGate gate) {
		this.delegate = (AfterRollbackProcessor<K, V>) delegate;
		this.repetition = new KafkaRepetition(gate);
	}

	@Override
	public void process(List<ConsumerRecord<K, V>> records, Consumer<K, V> consumer, MessageListenerContainer container,
			Exception failure, boolean recoverable, EOSMode eosMode) {
		processorOf(failure).process(records, consumer, container, failure, recoverable, eosMode);
	}

	@Override
	public void processBatch(ConsumerRecords<K, V> records, List<ConsumerRecord<K, V>> recordList,
			Consumer<K, V> consumer, MessageListenerContainer container, Exception failure, boolean recoverable,
			EOSMode eosMode) {
		processorOf(failure).processBatch(records, recordList, consumer, container, failure, recoverable, eosMode);
	}

	private AfterRollbackProcessor<K, V> processorOf(Exception failure) {
		return this.repetition.isDueTo(failure) ? this.repeater : this.delegate;
	}

	@Override
	public void clearThreadState() {
		this.delegate.clearThreadState();
		this.repeater.clearThreadState();
	}

	@Override
	public boolean isProcessInTransaction() {
		return this.delegate.isProcessInTransaction();
	}

}
