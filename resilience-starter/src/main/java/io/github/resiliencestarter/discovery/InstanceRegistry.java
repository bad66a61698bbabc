package io.github.resiliencestarter.discovery;

import java.util.List;

import org.springframework.core.Ordered;

/**
 * Registry of the instances of targets. The first one in order counts.
 */
interface InstanceRegistry extends Ordered {

	/**
	 * Return the watches over a target.
	 * @param target the target
	 * @return one for each registry or datacenter, in order of preference
	 */
	List<InstanceWatch.Factory> watchesOf(String target);

}
