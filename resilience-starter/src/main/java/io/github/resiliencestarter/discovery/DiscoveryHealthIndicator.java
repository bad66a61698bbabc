package io.github.resiliencestarter.discovery;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * {@link HealthIndicator} that shows the lists in use and their age. Never down: a
 * service that keeps working with the last list is better than one that is taken out of
 * rotation.
 */
class DiscoveryHealthIndicator implements HealthIndicator {

	private final InstanceLists lists;

	DiscoveryHealthIndicator(InstanceLists lists) {
		this.lists = lists;
	}

	@Override
	public Health health() {
		List<InstanceList> watched = this.lists.all().stream().filter(InstanceList::isWatched).toList();
		Health.Builder health = watched.stream().anyMatch(InstanceList::isOld) ? Health.unknown() : Health.up();
		for (InstanceList list : watched) {
			Duration age = list.age();
			if (age != null) {
				health.withDetail(list.target(),
						Map.of("instances", list.instances().size(), "ageSeconds", age.toSeconds()));
			}
		}
		return health.build();
	}

}
