package io.github.resiliencestarter.grpc.client;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.grpc.client.VirtualTargets;

/**
 * Targets of channels by name, from Spring Boot's properties. A channel that is named
 * after a service and has no address is discovered.
 */
class DiscoveryTargets implements VirtualTargets {

	/**
	 * Prefix of the properties of channels.
	 */
	static final String CHANNELS = "spring.grpc.client.channel";

	private static final String DEFAULT = "static://localhost:9090";

	private static final Bindable<Map<String, Channel>> TYPE = Bindable.mapOf(String.class, Channel.class);

	private final Environment environment;

	private final boolean discovery;

	private final Set<String> known = ConcurrentHashMap.newKeySet();

	DiscoveryTargets(Environment environment, boolean discovery) {
		this.environment = environment;
		this.discovery = discovery;
	}

	/**
	 * Returns the target of a channel that is being built.
	 */
	@Override
	public String getTarget(String channel) {
		this.known.add(channel);
		return targetOf(channel);
	}

	/**
	 * Returns the target of a channel as far as it is known: the factory of the user may
	 * have targets of its own.
	 */
	String targetInUse(String channel) {
		return this.known.contains(channel) ? targetOf(channel) : channel;
	}

	private String targetOf(String channel) {
		Channel settings = channels().get(channel);
		String target = (settings != null) ? settings.target() : null;
		if (target != null) {
			check(channel, target);
			return clean(this.environment.resolvePlaceholders(target));
		}
		if (this.discovery && ChannelTarget.mayBeService(channel)) {
			return ChannelTarget.discovered(channel);
		}
		return clean((settings != null || "default".equals(channel)) ? DEFAULT
				: this.environment.resolvePlaceholders(channel));
	}

	private static void check(String channel, String target) {
		if (target.isBlank()) {
			throw new InvalidConfigurationPropertyValueException(CHANNELS + "." + channel + ".target", target,
					"must be an address such as static://<host>:<port>, or " + ChannelTarget.discovered("<service>"));
		}
	}

	/**
	 * Returns the load balancing policy that the user has set for a channel.
	 */
	@Nullable String policy(String channel) {
		Channel.Default defaults = defaults(channel);
		return (defaults != null) ? defaults.loadBalancingPolicy() : null;
	}

	/**
	 * Returns the deadline that the user has set for the calls of a channel.
	 */
	@Nullable Duration deadline(String channel) {
		Channel.Default defaults = defaults(channel);
		Duration deadline = (defaults != null) ? defaults.deadline() : null;
		return (deadline != null && deadline.toMillis() > 0) ? deadline : null;
	}

	private Channel.@Nullable Default defaults(String channel) {
		Map<String, Channel> channels = channels();
		Channel settings = channels.getOrDefault(channel, channels.get("default"));
		return (settings != null) ? settings.defaults() : null;
	}

	private Map<String, Channel> channels() {
		return Binder.get(this.environment).bind(CHANNELS, TYPE).orElseGet(Map::of);
	}

	// As in Spring Boot: the schemes of addresses are not schemes of gRPC
	private static String clean(String target) {
		boolean address = target.startsWith("static:") || target.startsWith("tcp:");
		return address ? target.substring(target.indexOf(':') + 1).replaceFirst("/*", "") : target;
	}

	/**
	 * Settings of a channel as far as the user has set them.
	 *
	 * @param target the target
	 * @param defaults the defaults
	 */
	record Channel(@Nullable String target, @Name("default") @Nullable Default defaults) {

		/**
		 * Defaults of a channel.
		 *
		 * @param loadBalancingPolicy the load balancing policy
		 * @param deadline the deadline
		 */
		record Default(@Nullable String loadBalancingPolicy, @Nullable Duration deadline) {

		}

	}

}
