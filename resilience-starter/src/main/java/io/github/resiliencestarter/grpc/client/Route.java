package io.github.resiliencestarter.grpc.client;

import java.net.InetSocketAddress;

import io.github.resiliencestarter.failure.NoInstanceException;
import io.github.resiliencestarter.grpc.client.InstanceChooser.Chosen;
import io.github.resiliencestarter.loadbalancing.TriedInstances;
import io.github.resiliencestarter.loadbalancing.Visit;
import io.grpc.CallOptions;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Route of one RPC to an instance, which is chosen when the channel needs it. In the
 * options of the RPC, so that the channel's balancer finds it. Safe for use by many
 * threads.
 */
final class Route {

	static final CallOptions.Key<@Nullable Route> KEY = CallOptions.Key.create(Route.class.getName());

	private final TriedInstances tried;

	private final Owner owner;

	private boolean choosing;

	private @Nullable Chosen chosen;

	private @Nullable Status failure;

	private @Nullable Object connection;

	private boolean ended;

	private int previous;

	/**
	 * Creates a route.
	 * @param tried the instances that the call has tried
	 * @param owner the one who ends the RPC
	 */
	Route(TriedInstances tried, Owner owner) {
		this.tried = tried;
		this.owner = owner;
	}

	TriedInstances tried() {
		return this.tried;
	}

	Owner owner() {
		return this.owner;
	}

	/**
	 * Returns the address of the instance, and chooses it if necessary.
	 * @param chooser the chooser
	 * @param later to be called if there is no result yet, as soon as there is
	 * @return the address, or {@code null} if there is none or not yet
	 */
	@Nullable InetSocketAddress address(InstanceChooser chooser, Runnable later) {
		boolean first;
		synchronized (this) {
			first = !this.choosing;
			this.choosing = true;
		}
		if (first) {
			boolean[] returned = { false };
			chooser.choose(this.tried)
				.subscribe((chosen) -> settle(chosen, null, returned, later), (error) -> settle(null,
						Status.UNAVAILABLE.withDescription(textOf(error, chooser)).withCause(error), returned, later));
			synchronized (this) {
				returned[0] = true;
			}
		}
		synchronized (this) {
			return (this.chosen != null) ? this.chosen.address() : null;
		}
	}

	private static String textOf(Throwable error, InstanceChooser chooser) {
		return (error instanceof NoInstanceException) ? String.valueOf(error.getMessage())
				: "Choosing an instance of '" + chooser.service() + "' failed: " + error;
	}

	private void settle(@Nullable Chosen chosen, @Nullable Status failure, boolean[] returned, Runnable later) {
		boolean tell;
		boolean tooLate;
		synchronized (this) {
			this.chosen = chosen;
			this.failure = failure;
			tell = returned[0];
			tooLate = this.ended;
		}
		if (tooLate && chosen != null) {
			chosen.end(new InterruptedException("Ended before an instance was chosen"));
		}
		if (tell) {
			later.run();
		}
	}

	/**
	 * Begins another attempt of gRPC itself, which retries or hedges because the service
	 * config says so: it goes to another instance.
	 * @param previous the number of attempts before
	 */
	void again(int previous) {
		Chosen before;
		synchronized (this) {
			if (previous <= this.previous) {
				return;
			}
			this.previous = previous;
			before = this.chosen;
			this.chosen = null;
			this.failure = null;
			this.connection = null;
			this.choosing = false;
		}
		this.tried.next();
		if (before != null) {
			before.end(new InterruptedException("gRPC has begun another attempt"));
		}
	}

	/**
	 * Returns the reason for which there is no instance.
	 * @return the reason, or {@code null} if there is an instance or none has been chosen
	 * yet
	 */
	synchronized @Nullable Status failure() {
		return this.failure;
	}

	/**
	 * Records that the RPC waits for a connection.
	 * @return whether it has waited for the same connection before
	 */
	synchronized boolean waitsFor(Object connection) {
		boolean before = this.connection == connection;
		this.connection = connection;
		return before;
	}

	synchronized boolean hasWaitedFor(Object connection) {
		return this.connection == connection;
	}

	/**
	 * Ends the RPC at the instance.
	 * @param failure the failure, or {@code null} if there is none
	 */
	void end(@Nullable Throwable failure) {
		Chosen chosen;
		synchronized (this) {
			if (this.ended) {
				return;
			}
			this.ended = true;
			chosen = this.chosen;
		}
		if (chosen != null) {
			chosen.end(failure);
		}
	}

	/**
	 * Records that a stream has failed after it had begun.
	 */
	void failedAfterAll() {
		Visit visit = this.tried.visit();
		if (visit != null) {
			visit.failedAfterAll();
		}
	}

	/**
	 * One who ends an RPC.
	 */
	enum Owner {

		/**
		 * A guard, which decides what happens if the instance cannot be reached.
		 */
		GUARD,

		/**
		 * The interceptor of a call that is not guarded.
		 */
		CALL,

		/**
		 * Nobody: the channel has no interceptor.
		 */
		NOBODY

	}

}
