package io.github.resiliencestarter.grpc.client;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.Set;
import java.util.function.Function;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;

/**
 * Provider of the resolver for targets such as {@code discovery:///inventory}.
 */
class DiscoveryResolverProvider extends NameResolverProvider {

	static final String SCHEME = "discovery";

	private static final int DEFAULT_PRIORITY = 5;

	private final Function<String, DiscoveredService> services;

	DiscoveryResolverProvider(Function<String, DiscoveredService> services) {
		this.services = services;
	}

	@Override
	protected boolean isAvailable() {
		return true;
	}

	@Override
	protected int priority() {
		return DEFAULT_PRIORITY;
	}

	@Override
	public String getDefaultScheme() {
		return SCHEME;
	}

	@Override
	public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
		return Set.of(InetSocketAddress.class);
	}

	@Override
	public NameResolver newNameResolver(URI target, NameResolver.Args args) {
		String service = ChannelTarget.serviceOf(target.toString());
		return new DiscoveryResolver(this.services.apply(service), args);
	}

}
