package io.github.resiliencestarter.targets;

import org.springframework.boot.origin.Origin;

/**
 * {@link Origin} of a value that an operator has overridden.
 *
 * @param id the ID of the override
 */
public record OverrideOrigin(String id) implements Origin {

	@Override
	public String toString() {
		return "override '" + this.id + "'";
	}

}
