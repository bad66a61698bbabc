package io.github.resiliencestarter.outbox;

import java.time.Duration;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.util.Assert;

/**
 * Properties of the outbox.
 *
 * @param enabled Whether calls and messages are stored and forwarded.
 * @param initializeSchema When to create the tables.
 * @param pollInterval How often to poll for messages from other nodes.
 * @param nodeTimeout Time after which the lanes of a node that no longer responds pass to
 * others.
 * @param threads Maximum number of messages that this node sends at a time.
 * @param endpoint Settings of the actuator endpoint.
 * @param defaults Settings of all targets.
 * @param targets Settings of single targets, which take precedence.
 */
@ConfigurationProperties("resilience.outbox")
record OutboxProperties(@DefaultValue("true") boolean enabled,
		@DefaultValue("embedded") DatabaseInitializationMode initializeSchema,
		@DefaultValue("500ms") Duration pollInterval, @DefaultValue("10s") Duration nodeTimeout,
		@DefaultValue("16") int threads, @DefaultValue EndpointSettings endpoint,
		@DefaultValue @NestedConfigurationProperty TargetSettings.Overrides defaults,
		@DefaultValue Map<String, TargetSettings.Overrides> targets) {

	OutboxProperties {
		Assert.isTrue(pollInterval.compareTo(Duration.ZERO) > 0, "resilience.outbox.poll-interval must be positive");
		Assert.isTrue(nodeTimeout.compareTo(Duration.ofSeconds(4)) >= 0,
				"resilience.outbox.node-timeout must be at least 4s");
		Assert.isTrue(threads > 0, "resilience.outbox.threads must be positive");
		targets = Map.copyOf(targets);
	}

	TargetSettings of(String target) {
		TargetSettings all = this.defaults.over(TargetSettings.DEFAULT);
		TargetSettings.Overrides own = this.targets.get(target);
		return (own != null) ? own.over(all) : all;
	}

	/**
	 * Settings of the actuator endpoint.
	 *
	 * @param changes Whether the endpoint requeues and discards dead letters.
	 */
	record EndpointSettings(@DefaultValue("false") boolean changes) {

	}

}
