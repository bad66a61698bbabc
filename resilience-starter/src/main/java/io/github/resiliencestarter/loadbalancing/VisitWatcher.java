package io.github.resiliencestarter.loadbalancing;

import java.util.concurrent.atomic.AtomicReference;

import io.github.resiliencestarter.context.ContextKey;
import io.github.resiliencestarter.context.ContextSlot;
import io.github.resiliencestarter.failure.AttemptedRequest;
import io.github.resiliencestarter.failure.HttpJudge;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;
import org.springframework.cloud.client.loadbalancer.Response;

/**
 * Lifecycle callback of Spring Cloud's load balancers that opens a {@link Visit} for each
 * attempt and ends it with the result.
 */
class VisitWatcher implements LoadBalancerLifecycle<Object, Object, ServiceInstance> {

	/**
	 * Name of the request attribute for the visit.
	 */
	static final String VISIT = VisitWatcher.class.getName() + ".visit";

	// The blocking load balancer begins and ends on one thread, and shares no object
	// between the two but a request whose equality is expensive and not identity
	private static final ContextSlot<Blocking> CURRENT = new ContextSlot<>(ContextKey.VISIT);

	private final Target target;

	private final AttemptedRequest request;

	private final Results results;

	VisitWatcher(Target target, Results results) {
		this.target = target;
		this.request = AttemptedRequest.to(target.name());
		this.results = results;
	}

	VisitWatcher(Target target) {
		this(target, new Results(HttpJudge.standard()));
	}

	@Override
	public void onStart(Request<Object> request) {
	}

	@Override
	public void onStartRequest(Request<Object> request, Response<ServiceInstance> response) {
		Visit visit = (response.getServer() != null) ? this.target.begin(response.getServer()) : null;
		if (visit == null) {
			return;
		}
		if (response instanceof ChosenInstance chosen) {
			chosen.visit(visit);
			tell(request, visit);
		}
		else {
			CURRENT.replace(new Blocking(request, visit, Blocking.stillOpen(CURRENT.get(), visit)));
		}
		TriedInstances tried = TriedInstances.of(request);
		if (tried != null) {
			tried.visiting(visit);
		}
	}

	@SuppressWarnings("unchecked")
	private static void tell(Request<?> request, Visit visit) {
		if (request.getContext() instanceof RequestDataContext context && context.getClientRequest() != null
				&& context.getClientRequest().getAttributes().get(VISIT) instanceof AtomicReference<?> reference) {
			((AtomicReference<Visit>) reference).set(visit);
		}
	}

	@Override
	public void onComplete(CompletionContext<Object, ServiceInstance, Object> completion) {
		Visit visit = visitOf(completion);
		if (visit != null) {
			visit.end(resultOf(completion));
		}
	}

	private static @Nullable Visit visitOf(CompletionContext<Object, ServiceInstance, Object> completion) {
		if (completion.getLoadBalancerResponse() instanceof ChosenInstance chosen) {
			return chosen.visit();
		}
		Blocking own = Blocking.find(CURRENT.get(), completion.getLoadBalancerRequest());
		if (own == null) {
			return null;
		}
		giveUpUntil(own);
		CURRENT.replace(own.outer());
		return own.visit();
	}

	/**
	 * Returns the current visit of this thread.
	 */
	static @Nullable Blocking current() {
		return CURRENT.get();
	}

	/**
	 * Ends the visits that began after another. They have ended with an {@link Error},
	 * which is not reported.
	 * @param outer the visit that becomes the current one, or {@code null} for none
	 */
	static void giveUpUntil(@Nullable Blocking outer) {
		Visit open = (outer != null) ? outer.visit() : null;
		for (Blocking lost = CURRENT.get(); lost != null && lost.visit() != open; lost = lost.outer()) {
			lost.visit().end(Result.GIVEN_UP);
		}
		CURRENT.replace(outer);
	}

	private Result resultOf(CompletionContext<?, ?, ?> completion) {
		return switch (completion.status()) {
			case SUCCESS -> this.results.ofResponse(this.request, completion.getClientResponse());
			case FAILED -> this.results.ofError(this.request, completion.getThrowable());
			case DISCARD -> Result.GIVEN_UP;
		};
	}

	/**
	 * Current visit of a thread, possibly within another.
	 *
	 * @param request the request, known by its identity
	 * @param visit the visit
	 * @param outer the one that this is within, or {@code null}
	 */
	record Blocking(Request<?> request, Visit visit, @Nullable Blocking outer) {

		static @Nullable Blocking stillOpen(@Nullable Blocking outer, Visit visit) {
			boolean lost = outer != null && visit.start() - outer.visit().start() > Load.LOST.toNanos();
			return lost ? null : outer;
		}

		static @Nullable Blocking find(@Nullable Blocking innermost, Request<?> request) {
			Blocking open = innermost;
			while (open != null && open.request() != request) {
				open = open.outer();
			}
			return open;
		}

	}

}
