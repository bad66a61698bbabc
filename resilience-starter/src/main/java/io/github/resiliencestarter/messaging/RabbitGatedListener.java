package io.github.resiliencestarter.messaging;

import java.util.List;

import com.rabbitmq.client.Channel;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.AcknowledgeMode;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageListener;
import org.springframework.amqp.rabbit.listener.adapter.AbstractAdaptableMessageListener;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareBatchMessageListener;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareMessageListener;

/**
 * RabbitMQ listener behind a gate. An adapter, because the container asks only those
 * whether they acknowledge messages themselves.
 */
class RabbitGatedListener extends AbstractAdaptableMessageListener {

	private final MessageListener delegate;

	private final BlockingHandOut handOut;

	RabbitGatedListener(MessageListener delegate, BlockingHandOut handOut) {
		this.delegate = delegate;
		this.handOut = handOut;
	}

	@Override
	public void onMessage(Message message, @Nullable Channel channel) throws Exception {
		this.handOut.<Exception>handle(() -> {
			if (this.delegate instanceof ChannelAwareMessageListener withChannel) {
				withChannel.onMessage(message, channel);
			}
			else {
				this.delegate.onMessage(message);
			}
		});
	}

	@Override
	public void onMessageBatch(List<Message> messages, @Nullable Channel channel) {
		this.handOut.<RuntimeException>handle(() -> {
			if (this.delegate instanceof ChannelAwareMessageListener withChannel) {
				withChannel.onMessageBatch(messages, channel);
			}
			else {
				this.delegate.onMessageBatch(messages);
			}
		});
	}

	@Override
	public boolean isAsyncReplies() {
		return this.delegate.isAsyncReplies();
	}

	@Override
	public void containerAckMode(AcknowledgeMode mode) {
		this.delegate.containerAckMode(mode);
	}

	@Override
	public boolean maySettleDelivery() {
		if (this.delegate instanceof AbstractAdaptableMessageListener adapter) {
			return adapter.maySettleDelivery();
		}
		return this.delegate instanceof ChannelAwareMessageListener;
	}

	/**
	 * Listener of batches, which the container distinguishes by the interface.
	 */
	static final class OfBatches extends RabbitGatedListener implements ChannelAwareBatchMessageListener {

		OfBatches(MessageListener delegate, BlockingHandOut handOut) {
			super(delegate, handOut);
		}

		@Override
		public void onMessageBatch(List<Message> messages, @Nullable Channel channel) {
			super.onMessageBatch(messages, channel);
		}

	}

}
