package io.github.resiliencestarter.grpc.client;

import io.github.resiliencestarter.guard.Place;
import io.github.resiliencestarter.loadbalancing.TriedInstances;
import io.github.resiliencestarter.loadbalancing.Visit;
import org.jspecify.annotations.Nullable;

/**
 * The guard's view of the instance that an attempt was sent to.
 *
 * @param visit the visit of the attempt
 */
record RoutePlace(Visit visit) implements Place {

	static @Nullable Place lastOf(@Nullable TriedInstances tried) {
		Visit visit = (tried != null) ? tried.visit() : null;
		return (visit != null) ? new RoutePlace(visit) : null;
	}

	@Override
	public String name() {
		return this.visit.address();
	}

	@Override
	public boolean isAtFault() {
		return this.visit.isInstanceAtFault();
	}

	@Override
	public boolean isAnotherSound() {
		return this.visit.isAnotherSound();
	}

}
