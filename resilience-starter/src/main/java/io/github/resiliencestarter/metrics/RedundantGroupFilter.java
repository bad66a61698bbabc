package io.github.resiliencestarter.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;

/**
 * {@link MeterFilter} that removes the group of circuit breakers for which Spring Cloud's
 * factory was not given one: it then uses the name as the group. Up to Micrometer 1.16,
 * Prometheus drops series whose labels differ from those of other series of the same
 * name.
 */
class RedundantGroupFilter implements MeterFilter {

	private static final String GROUP = "group";

	@Override
	public Meter.Id map(Meter.Id id) {
		String group = id.getName().startsWith("resilience4j") ? id.getTag(GROUP) : null;
		boolean redundant = group != null && group.equals(id.getTag("name"));
		return redundant
				? id.replaceTags(Tags.of(id.getTags().stream().filter((tag) -> !tag.getKey().equals(GROUP)).toList()))
				: id;
	}

}
