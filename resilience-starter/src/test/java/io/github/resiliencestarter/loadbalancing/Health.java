package io.github.resiliencestarter.loadbalancing;

import org.springframework.context.ApplicationContext;

/**
 * Access to the state of the instances of a target, for tests in other packages.
 *
 * @param inFlight the calls in flight
 * @param ejected the instances that are ejected
 */
public record Health(int inFlight, long ejected) {

	public static Health of(ApplicationContext context, String target) {
		Snapshot snapshot = context.getBean(Targets.class).forName(target).current();
		return new Health(snapshot.all().stream().mapToInt((instance) -> instance.load().inFlight()).sum(),
				snapshot.all().stream().filter((instance) -> instance.ejected() != null).count());
	}

}
