package io.github.resiliencestarter.engines;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.resilience4j.core.registry.EntryAddedEvent;
import io.github.resilience4j.core.registry.EntryRemovedEvent;
import io.github.resilience4j.core.registry.EntryReplacedEvent;
import io.github.resilience4j.core.registry.RegistryEventConsumer;

/**
 * Counter of the changes in Resilience4j's registries: holders of an engine look it up
 * again only after a change. Safe for use by many threads.
 */
final class RegistryRevision {

	private final AtomicInteger revision = new AtomicInteger();

	/**
	 * Returns the revision. Read it before a lookup, so that the next comparison sees
	 * changes made during the lookup.
	 * @return a number that differs after each change
	 */
	int current() {
		return this.revision.get();
	}

	void advance() {
		this.revision.incrementAndGet();
	}

	<E> RegistryEventConsumer<E> consumer() {
		return new Consumer<>();
	}

	private final class Consumer<E> implements RegistryEventConsumer<E> {

		@Override
		public void onEntryAddedEvent(EntryAddedEvent<E> entryAddedEvent) {
			advance();
		}

		@Override
		public void onEntryRemovedEvent(EntryRemovedEvent<E> entryRemoveEvent) {
			advance();
		}

		@Override
		public void onEntryReplacedEvent(EntryReplacedEvent<E> entryReplacedEvent) {
			advance();
		}

	}

}
