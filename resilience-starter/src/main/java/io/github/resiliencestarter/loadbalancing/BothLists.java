package io.github.resiliencestarter.loadbalancing;

import java.util.List;
import java.util.stream.Stream;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Instances of a target and of its standby service as one list. It is the same object as
 * long as both lists are.
 *
 * @param active the instances of the target
 * @param standby the instances on standby
 * @param both all of them
 */
record BothLists(List<ServiceInstance> active, List<ServiceInstance> standby, List<ServiceInstance> both) {

	static final BothLists NONE = new BothLists(List.of(), List.of(), List.of());

	BothLists of(List<ServiceInstance> active, List<ServiceInstance> standby) {
		if (this.active == active && this.standby == standby) {
			return this;
		}
		return new BothLists(active, standby, Stream.concat(active.stream(), standby.stream()).toList());
	}

}
