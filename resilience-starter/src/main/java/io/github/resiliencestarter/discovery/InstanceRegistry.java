package io.github.resiliencestarter.discovery;

import java.util.List;

import org.springframework.core.Ordered;

/**
 * Registry that knows the instances of targets. Those of the first in order count.
 */
interface InstanceRegistry extends Ordered {

	/**
	 * Return the watches over a target.
	 * @param target the target
	 * @return one for each place, the one preferred first
	 */
	List<InstanceWatch.Factory> watchesOf(String target);

}
