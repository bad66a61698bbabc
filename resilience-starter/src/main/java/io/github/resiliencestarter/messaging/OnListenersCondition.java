package io.github.resiliencestarter.messaging;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * The condition of {@link ConditionalOnListeners @ConditionalOnListeners}.
 */
final class OnListenersCondition extends SpringBootCondition {

	private static final String LISTENERS = MessagingProperties.PREFIX + ".listeners";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnListeners.class);
		boolean named = Binder.get(context.getEnvironment())
			.bind(LISTENERS, Bindable.mapOf(String.class, String.class))
			.isBound();
		return named ? ConditionOutcome.match(message.because(LISTENERS + " names a listener"))
				: ConditionOutcome.noMatch(message.because(LISTENERS + " names no listener"));
	}

}
