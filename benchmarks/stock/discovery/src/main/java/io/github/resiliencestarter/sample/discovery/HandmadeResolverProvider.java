package io.github.resiliencestarter.sample.discovery;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;

import io.grpc.NameResolver;
import io.grpc.NameResolver.Args;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.grpc.client.autoconfigure.GrpcChannelFactoryCustomizer;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.grpc.client.GrpcChannelFactory;

/**
 * Provider of the resolver for targets such as {@code discovery:///orders}, in gRPC's own
 * registry.
 */
class HandmadeResolverProvider extends NameResolverProvider implements GrpcChannelFactoryCustomizer, DisposableBean {

	private static final int PRIORITY = 5;

	private final DiscoveryClient discovery;

	HandmadeResolverProvider(DiscoveryClient discovery) {
		this.discovery = discovery;
	}

	/**
	 * Before the factory creates a channel.
	 */
	@Override
	public void customize(GrpcChannelFactory factory) {
		NameResolverRegistry.getDefaultRegistry().register(this);
	}

	@Override
	public void destroy() {
		NameResolverRegistry.getDefaultRegistry().deregister(this);
	}

	@Override
	public @Nullable NameResolver newNameResolver(URI target, Args args) {
		return getDefaultScheme().equals(target.getScheme())
				? new HandmadeResolver(this.discovery, target.getPath().substring(1), args) : null;
	}

	@Override
	public String getDefaultScheme() {
		return "discovery";
	}

	@Override
	public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
		return List.of(InetSocketAddress.class);
	}

	@Override
	protected boolean isAvailable() {
		return true;
	}

	@Override
	protected int priority() {
		return PRIORITY;
	}

}
