package io.github.resiliencestarter.reconfiguration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.github.resiliencestarter.engines.BaseConfigurations;
import io.github.resiliencestarter.engines.EngineRegistry;
import io.github.resiliencestarter.targets.PreparedChange;
import io.github.resiliencestarter.targets.SettingChange;
import io.github.resiliencestarter.targets.TargetSettings;
import org.jspecify.annotations.Nullable;

/**
 * Registry of one kind of engine that follows changed properties. Changed by one thread
 * at a time.
 *
 * @param <E> engine
 * @param <C> configuration
 * @param <P> properties
 */
class LiveRegistry<E, C, P> {

	private final EngineRegistry<E, C> registry;

	private final EngineProperties<P, ?, C> properties;

	// Resilience4j keeps using this one for new engines: its default cannot be replaced
	private final Blueprint<C> registryDefault;

	private final Map<String, Origin<E>> origins = new HashMap<>();

	private volatile Blueprints<C> current;

	LiveRegistry(EngineRegistry<E, C> registry, EngineProperties<P, ?, C> properties) {
		this.registry = registry;
		this.properties = properties;
		// Read again: Resilience4j changes the bean while it creates instances from it
		this.current = properties.blueprints(properties.reader().get());
		this.registryDefault = ofDefault(this.current);
	}

	/**
	 * Prepare all changes without applying any.
	 * @return the change, which can no longer fail
	 * @throws RuntimeException if the properties are invalid
	 */
	PreparedChange prepare() {
		P changed = this.properties.reader().get();
		Blueprints<C> next = this.properties.blueprints(changed);
		return new Change(changed, next);
	}

	/**
	 * Register a listener for engines that were created from an outdated default.
	 * @param listener called with the name of such an engine, on the thread that creates
	 * it, before it is in the registry
	 */
	void onOutdated(Consumer<String> listener) {
		this.registry.onAdded((engine) -> {
			if (isDefaultOutdated()) {
				listener.accept(this.registry.nameOf(engine));
			}
		});
	}

	/**
	 * Wait until an engine that is being created is in the registry.
	 */
	void await(String name) {
		this.registry.create(name, ofDefault(this.current).configuration());
	}

	/**
	 * Update engines that were created from an outdated default.
	 * @return descriptions of the changes
	 */
	List<String> catchUp() {
		return apply(this.current);
	}

	private boolean isDefaultOutdated() {
		return !this.registryDefault.differencesTo(ofDefault(this.current)).isEmpty();
	}

	private List<String> apply(Blueprints<C> next) {
		List<String> changes = new ArrayList<>();
		IdentityHashMap<C, String> names = namesOfConfigurations();
		register(next);
		Set<String> missing = new TreeSet<>(next.instances().keySet());
		for (E engine : this.registry.all()) {
			String name = this.registry.nameOf(engine);
			missing.remove(name);
			Origin<E> origin = originOf(engine, name, names);
			if (origin != null) {
				change(origin, name, next, changes);
			}
		}
		for (String name : missing) {
			this.registry.create(name, Objects.requireNonNull(next.instances().get(name)).configuration());
			changes.add(describe(name) + " made");
		}
		this.current = next;
		return changes;
	}

	private IdentityHashMap<C, String> namesOfConfigurations() {
		IdentityHashMap<C, String> names = new IdentityHashMap<>();
		for (String name : this.current.configurations().keySet()) {
			this.registry.findConfiguration(name).ifPresent((configuration) -> names.putIfAbsent(configuration, name));
		}
		return names;
	}

	private void register(Blueprints<C> next) {
		next.configurations().forEach((name, blueprint) -> {
			Blueprint<C> before = this.current.configurations().get(name);
			boolean same = before != null && before.differencesTo(blueprint).isEmpty();
			if (!same && !name.equals(BaseConfigurations.DEFAULT)) {
				this.registry.putConfiguration(name, blueprint.configuration());
			}
		});
		for (String name : this.current.configurations().keySet()) {
			if (!next.configurations().containsKey(name)) {
				this.registry.removeConfiguration(name);
			}
		}
	}

	private @Nullable Origin<E> originOf(E engine, String name, IdentityHashMap<C, String> names) {
		Origin<E> known = this.origins.get(name);
		if (known != null && known.engine() == engine) {
			return known;
		}
		String configuration = names.get(this.registry.sharedConfigurationOf(engine));
		if (configuration == null && !this.current.instances().containsKey(name)) {
			return null;
		}
		return new Origin<>(engine, configuration, BaseConfigurations.DEFAULT.equals(configuration));
	}

	private Blueprint<C> before(Origin<E> origin, String name) {
		return origin.ofRegistryDefault() ? this.registryDefault
				: this.current.find(name, origin.configuration(), this.properties.namesInherit());
	}

	private Blueprint<C> after(Origin<E> origin, String name, Blueprints<C> next) {
		return next.find(name, origin.configuration(), this.properties.namesInherit());
	}

	private void change(Origin<E> origin, String name, Blueprints<C> next, List<String> changes) {
		Blueprint<C> after = after(origin, name, next);
		List<Difference> differences = before(origin, name).differencesTo(after);
		if (differences.isEmpty()) {
			return;
		}
		E changed = this.registry.change(origin.engine(), after.configuration());
		this.origins.put(name, new Origin<>(changed, origin.configuration(), false));
		changes.add(describe(name) + ": " + join(differences) + this.registry.note(changed));
	}

	private static String join(List<Difference> differences) {
		return differences.stream().map(Difference::toString).collect(Collectors.joining(", "));
	}

	private List<SettingChange> compare(Blueprints<C> next) {
		List<SettingChange> changes = new ArrayList<>();
		IdentityHashMap<C, String> names = namesOfConfigurations();
		Set<String> missing = new TreeSet<>(next.instances().keySet());
		for (E engine : this.registry.all()) {
			String name = this.registry.nameOf(engine);
			missing.remove(name);
			Origin<E> origin = originOf(engine, name, names);
			if (origin != null) {
				add(name, before(origin, name).differencesTo(after(origin, name, next)), changes);
			}
		}
		for (String name : missing) {
			Blueprint<C> before = this.current.find(name, null, this.properties.namesInherit());
			add(name, before.differencesTo(Objects.requireNonNull(next.instances().get(name))), changes);
		}
		return changes;
	}

	private void add(String name, List<Difference> differences, List<SettingChange> changes) {
		String prefix = TargetSettings.element(this.properties.prefix() + ".instances", name);
		differences.forEach((difference) -> changes.add(
				new SettingChange(name, prefix + "." + difference.setting(), difference.before(), difference.after())));
	}

	private String describe(String name) {
		return this.properties.prefix() + " '" + name + "'";
	}

	private static <C> Blueprint<C> ofDefault(Blueprints<C> blueprints) {
		return Objects.requireNonNull(blueprints.configurations().get(BaseConfigurations.DEFAULT));
	}

	/**
	 * Change of the engines whose settings differ.
	 */
	private final class Change implements PreparedChange {

		private final P properties;

		private final Blueprints<C> next;

		Change(P properties, Blueprints<C> next) {
			this.properties = properties;
			this.next = next;
		}

		@Override
		public List<SettingChange> changes() {
			return compare(this.next);
		}

		@Override
		public List<String> apply() {
			List<String> changes = LiveRegistry.this.apply(this.next);
			LiveRegistry.this.properties.publish(this.properties);
			return changes;
		}

	}

	/**
	 * Origin of an engine.
	 *
	 * @param engine the engine
	 * @param configuration name of the configuration, or {@code null} if the instance has
	 * settings of its own
	 * @param ofRegistryDefault whether it is the registry's own default, which may be
	 * outdated
	 */
	private record Origin<E>(E engine, @Nullable String configuration, boolean ofRegistryDefault) {

	}

}
