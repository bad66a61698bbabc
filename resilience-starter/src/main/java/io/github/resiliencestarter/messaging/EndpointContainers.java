package io.github.resiliencestarter.messaging;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Listener containers that are beans, and those that a registry of Spring has created for
 * annotated methods.
 *
 * @param <C> the type of the containers that can be gated
 * @param <R> the type of the registries
 */
abstract class EndpointContainers<C, R> implements ListenerContainers {

	private final ListableBeanFactory beanFactory;

	private final Class<C> containerType;

	private final Class<R> registryType;

	EndpointContainers(ListableBeanFactory beanFactory, Class<C> containerType, Class<R> registryType) {
		this.beanFactory = beanFactory;
		this.containerType = containerType;
		this.registryType = registryType;
	}

	@Override
	public final Set<String> ids() {
		return containers().keySet();
	}

	@Override
	public final void attach(String id, ListenerGate gate) {
		attach(id, Objects.requireNonNull(containers().get(id)), gate);
	}

	private Map<String, C> containers() {
		Map<String, C> containers = new TreeMap<>();
		this.beanFactory.getBeansOfType(this.containerType, false, false)
			.forEach((name, container) -> containers.put(idOf(name, container), container));
		this.beanFactory.getBeansOfType(this.registryType, false, false)
			.values()
			.forEach((registry) -> addAll(registry, containers));
		return containers;
	}

	private void addAll(R registry, Map<String, C> containers) {
		for (String id : idsIn(registry)) {
			Object container = find(registry, id);
			if (this.containerType.isInstance(container)) {
				containers.put(id, this.containerType.cast(container));
			}
		}
	}

	/**
	 * Returns the ID of a container that is a bean.
	 */
	abstract String idOf(String beanName, C container);

	abstract Collection<String> idsIn(R registry);

	abstract @Nullable Object find(R registry, String id);

	abstract void attach(String id, C container, ListenerGate gate);

}
