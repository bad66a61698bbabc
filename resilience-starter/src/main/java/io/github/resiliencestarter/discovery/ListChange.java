package io.github.resiliencestarter.discovery;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Difference between two instance lists, regardless of their order. Not every registry's
 * instances implement equality.
 *
 * @param added the added instances
 * @param removed the removed instances
 * @param altered whether anything differs, even if only tags or metadata
 */
record ListChange(List<ServiceInstance> added, List<ServiceInstance> removed, boolean altered) {

	private static final int MAX_NAMED = 10;

	static ListChange between(List<ServiceInstance> before, List<ServiceInstance> after) {
		Set<Traits> traits = before.stream().map(Traits::of).collect(Collectors.toSet());
		boolean altered = !traits.equals(after.stream().map(Traits::of).collect(Collectors.toSet()));
		return new ListChange(missing(after, before), missing(before, after), altered);
	}

	/**
	 * Return the share of instances in a list that are not in an earlier one. An instance
	 * that is known to have been restarted at the same address is a new one.
	 */
	static double addedShare(List<ServiceInstance> before, List<ServiceInstance> after) {
		if (after.isEmpty()) {
			return 0;
		}
		Set<Life> known = before.stream().map(Life::of).collect(Collectors.toSet());
		return (double) after.stream().map(Life::of).filter((life) -> !known.contains(life)).count() / after.size();
	}

	private static List<ServiceInstance> missing(List<ServiceInstance> in, List<ServiceInstance> from) {
		Set<Place> known = new HashSet<>();
		from.forEach((instance) -> known.add(Place.of(instance)));
		return in.stream().filter((instance) -> !known.contains(Place.of(instance))).toList();
	}

	@Override
	public String toString() {
		return "added " + names(this.added) + ", removed " + names(this.removed);
	}

	private static String names(List<ServiceInstance> instances) {
		if (instances.isEmpty()) {
			return "none";
		}
		String names = instances.stream()
			.limit(MAX_NAMED)
			.map((instance) -> Place.of(instance).toString())
			.collect(Collectors.joining(", "));
		int unnamed = instances.size() - MAX_NAMED;
		return (unnamed > 0) ? names + " and " + unnamed + " more" : names;
	}

	private record Place(@Nullable String id, String host, int port) {

		static Place of(ServiceInstance instance) {
			return new Place(instance.getInstanceId(), instance.getHost(), instance.getPort());
		}

		@Override
		public String toString() {
			String address = this.host + ":" + this.port;
			return (this.id != null) ? this.id + " (" + address + ")" : address;
		}

	}

	private record Life(Place place, @Nullable String process) {

		static Life of(ServiceInstance instance) {
			return new Life(Place.of(instance), ProcessId.of(instance));
		}

	}

	private record Traits(Place place, boolean secure, @Nullable Map<String, String> metadata, Set<String> tags) {

		static Traits of(ServiceInstance instance) {
			return new Traits(Place.of(instance), instance.isSecure(), instance.getMetadata(),
					(instance instanceof Tagged tagged) ? Set.copyOf(tagged.getTags()) : Set.of());
		}

	}

}
