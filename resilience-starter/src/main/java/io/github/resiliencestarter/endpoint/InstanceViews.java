package io.github.resiliencestarter.endpoint;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import io.github.resiliencestarter.control.UserInfo;
import io.github.resiliencestarter.discovery.InstanceList;
import io.github.resiliencestarter.loadbalancing.InstanceStatus;
import io.github.resiliencestarter.loadbalancing.Target;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Reader of what is known of the instances of targets.
 */
final class InstanceViews {

	private final KnownTargets known;

	private final InstantSource clock;

	InstanceViews(KnownTargets known, InstantSource clock) {
		this.known = known;
		this.clock = clock;
	}

	Set<String> names() {
		return this.known.names();
	}

	/**
	 * Returns the instances of a target.
	 * @param target its name
	 * @param max the maximum number of instances in the response
	 * @return the instances, or {@code null} if neither the load balancer nor discovery
	 * knows the target
	 */
	TargetView.@Nullable Instances of(String target, int max) {
		return of(target, max, (view) -> true);
	}

	/**
	 * Returns the ejected instances of a target.
	 * @param target its name
	 * @param max the maximum number of instances in the response
	 * @return the instances, or {@code null} if neither the load balancer nor discovery
	 * knows the target
	 */
	TargetView.@Nullable Instances ejectedOf(String target, int max) {
		return of(target, max, InstanceViews::isEjected);
	}

	private static boolean isEjected(InstanceView view) {
		return view.state() == InstanceView.State.EJECTED;
	}

	private TargetView.@Nullable Instances of(String target, int max, Predicate<InstanceView> filter) {
		Optional<Target> chosen = this.known.target(target);
		Optional<InstanceList> list = this.known.list(target);
		if (chosen.isEmpty() && list.isEmpty()) {
			return null;
		}
		Map<String, ServiceInstance> listed = new LinkedHashMap<>();
		list.ifPresent((found) -> found.instances().forEach((service) -> listed.put(address(service), service)));
		List<InstanceView> views = new ArrayList<>();
		chosen.ifPresent((found) -> found.instances().forEach((instance) -> {
			boolean left = list.isPresent() && isOf(list.get(), instance) && !listed.containsKey(instance.address());
			listed.remove(instance.address());
			views.add(view(instance, left));
		}));
		listed.values().forEach((service) -> views.add(notUsedYet(service)));
		// Those in trouble are not left out
		Comparator<InstanceView> order = Comparator.comparing((InstanceView view) -> !isEjected(view))
			.thenComparing(InstanceView::address);
		List<InstanceView> shown = views.stream().filter(filter).sorted(order).limit(max).toList();
		return new TargetView.Instances(list.map(InstanceViews::view).orElse(null), views.size(),
				views.size() - shown.size(), shown);
	}

	// Standby instances of another service are not in the list, nor are those of a list
	// that is not updated
	private static boolean isOf(InstanceList list, InstanceStatus instance) {
		return list.age() != null && list.target().equalsIgnoreCase(instance.service().getServiceId());
	}

	private static TargetView.InstanceListView view(InstanceList list) {
		return new TargetView.InstanceListView(list.age(), list.isOld(), list.instances().size());
	}

	private InstanceView view(InstanceStatus instance, boolean left) {
		String address = UserInfo.removeFrom(instance.address());
		String id = UserInfo.removeFromNullable(instance.service().getInstanceId());
		InstanceStatus.Ejection ejection = instance.ejection();
		if (ejection == null || left) {
			return new InstanceView(address, id, left ? InstanceView.State.LEFT : state(instance), null, null, null);
		}
		Instant now = this.clock.instant();
		return new InstanceView(address, id, InstanceView.State.EJECTED, ejection.reason().name(),
				now.minus(ejection.age()), now.plus(ejection.left()));
	}

	private static InstanceView.State state(InstanceStatus instance) {
		return (instance.state() != null) ? InstanceView.State.valueOf(instance.state().name())
				: InstanceView.State.DRAINED;
	}

	private static InstanceView notUsedYet(ServiceInstance service) {
		return new InstanceView(UserInfo.removeFrom(address(service)),
				UserInfo.removeFromNullable(service.getInstanceId()), InstanceView.State.NEW, null, null, null);
	}

	private static String address(ServiceInstance service) {
		return service.getHost() + ":" + service.getPort();
	}

}
