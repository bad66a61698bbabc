package io.github.resiliencestarter.messaging;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

import io.github.resiliencestarter.engines.Engines;

import org.springframework.util.function.SingletonSupplier;

/**
 * Factory of the gates that are configured, which share the counts of their messages.
 */
final class ListenerGateFactory {

	private final Map<String, MessagingListenerProperties> settings;

	private final Supplier<HandOuts> handOuts;

	private final PauseListener listener;

	/**
	 * Creates a factory.
	 * @param settings the settings by the ID of the container
	 * @param engines looked up only if there are settings
	 * @param listener observes the gates
	 */
	ListenerGateFactory(Map<String, MessagingListenerProperties> settings, Supplier<Engines> engines,
			PauseListener listener) {
		this.settings = settings;
		this.handOuts = SingletonSupplier.of(() -> new HandOuts(engines.get()));
		this.listener = listener;
	}

	/**
	 * Returns the IDs of the containers that have settings.
	 */
	Set<String> ids() {
		return new TreeSet<>(this.settings.keySet());
	}

	ListenerGate create(String id) {
		ListenerGate gate = new ListenerGate(id, Objects.requireNonNull(this.settings.get(id)), handOuts(),
				this.listener, System::nanoTime);
		this.listener.onListener(id);
		return gate;
	}

	HandOuts handOuts() {
		return this.handOuts.get();
	}

}
