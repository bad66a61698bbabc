package io.github.resiliencestarter.grpc.client;

import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;

/**
 * Provider of the load balancing policy {@value #POLICY}, which sends each RPC to the
 * instance that the starter has chosen. Public because gRPC creates it by its name.
 */
public final class InstanceBalancerProvider extends LoadBalancerProvider {

	static final String POLICY = "resilience_discovery";

	private static final int DEFAULT_PRIORITY = 5;

	@Override
	public boolean isAvailable() {
		return true;
	}

	@Override
	public int getPriority() {
		return DEFAULT_PRIORITY;
	}

	@Override
	public String getPolicyName() {
		return POLICY;
	}

	@Override
	public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
		return new InstanceBalancer(helper);
	}

}
