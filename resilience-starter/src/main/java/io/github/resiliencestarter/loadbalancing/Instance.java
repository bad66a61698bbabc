package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.github.resiliencestarter.discovery.ProcessId;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Instance of a target, as observed by this process. Safe for use by many threads.
 */
class Instance {

	// A probe that is never ended must not block others forever
	private static final long PROBE_LEASE = Duration.ofSeconds(10).toNanos();

	private final Address address;

	private final Load load;

	private final ErrorWindow window;

	private final AtomicInteger unreachable = new AtomicInteger();

	private final AtomicInteger errors = new AtomicInteger();

	private volatile ErrorWindow.@Nullable Counts othersBefore;

	private final AtomicLong probeUntil;

	private volatile ServiceInstance service;

	private volatile @Nullable Ejected ejected;

	private volatile @Nullable SlowStart slowStart;

	// Below: only under the target's lock
	private int ejections;

	private long wellSince;

	private long lastSeen;

	Instance(ServiceInstance service, LoadBalancingSettings settings, long now) {
		this.service = service;
		this.address = Address.of(service);
		this.load = new Load(settings.latencyDecay(), now);
		this.window = new ErrorWindow(settings.ejection().window(), now);
		this.probeUntil = new AtomicLong(now);
		this.lastSeen = now;
	}

	Address address() {
		return this.address;
	}

	ServiceInstance service() {
		return this.service;
	}

	Load load() {
		return this.load;
	}

	@Nullable Ejected ejected() {
		return this.ejected;
	}

	/**
	 * Returns the state of the instance.
	 * @param state the state unless it is ejected; {@code null} if it is drained
	 */
	InstanceStatus status(@Nullable InstanceState state, long now) {
		Ejected ejected = this.ejected;
		if (ejected == null) {
			return new InstanceStatus(this.service, this.address.toString(), state, null);
		}
		return new InstanceStatus(this.service, this.address.toString(), InstanceState.EJECTED,
				new InstanceStatus.Ejection(ejected.reason(), Duration.ofNanos(now - ejected.since()),
						Duration.ofNanos(ejected.until() - now)));
	}

	/**
	 * Records that the instance is in the list; only under the target's lock.
	 * @return the nanoseconds since it last was
	 */
	long seen(ServiceInstance service, long now) {
		long absent = now - this.lastSeen;
		this.service = service;
		this.lastSeen = now;
		return absent;
	}

	/**
	 * Returns whether another process has taken the place of this one, such as after a
	 * crash: the statistics of this one do not apply to it.
	 */
	boolean isOfOtherProcess(ServiceInstance service) {
		String process = ProcessId.of(this.service);
		String other = ProcessId.of(service);
		return process != null && other != null && !process.equals(other);
	}

	boolean isAbsentFor(long time, long now) {
		return now - this.lastSeen > time;
	}

	/**
	 * Records a result.
	 * @return the recent results, including this one
	 */
	ErrorWindow.Counts add(Result result, long now) {
		if (result == Result.ANSWERED) {
			this.unreachable.set(0);
			this.errors.set(0);
			this.othersBefore = null;
		}
		else {
			this.errors.incrementAndGet();
			if (result == Result.UNREACHABLE) {
				this.unreachable.incrementAndGet();
			}
		}
		return this.window.add(result != Result.ANSWERED, now);
	}

	/**
	 * Returns the results of the other instances since the first of the errors in a row.
	 * @param all the results of all instances since the start
	 */
	ErrorWindow.Counts othersSinceFirstError(ErrorWindow.Counts all) {
		ErrorWindow.Counts others = all.without(this.window.total());
		ErrorWindow.Counts before = this.othersBefore;
		if (before == null) {
			this.othersBefore = others;
			return others.without(others);
		}
		return others.without(before);
	}

	int unreachable() {
		return this.unreachable.get();
	}

	int errors() {
		return this.errors.get();
	}

	/**
	 * Ejects, for a time that grows with each ejection; only under the target's lock.
	 * @return the time in nanoseconds
	 */
	long eject(EjectionReason reason, EjectionSettings settings, long now) {
		long time = settings.timeOf(++this.ejections);
		this.ejected = new Ejected(reason, now, now + time, 0);
		this.probeUntil.set(now);
		return time;
	}

	/**
	 * Ejects at the request of an operator; only under the target's lock.
	 */
	void hold(Duration time, long now) {
		this.ejected = new Ejected(EjectionReason.MANUAL, now, now + time.toNanos(), 0);
		this.probeUntil.set(now);
	}

	/**
	 * Keeps the instance ejected, for a time that grows as with an ejection; only under
	 * the target's lock.
	 */
	void stayEjected(Ejected ejected, EjectionSettings settings, long now) {
		this.ejected = ejected.until(now + settings.timeOf(++this.ejections));
	}

	/**
	 * Lets the next probe begin earlier, and takes back the growth of the time; only
	 * under the target's lock.
	 */
	void probeEarlier(Ejected ejected, long at) {
		if (ejected.equals(this.ejected)) {
			this.ejections--;
			this.ejected = ejected.until(at);
		}
	}

	/**
	 * Records that a probe has succeeded; only under the target's lock.
	 */
	void passedProbe(Ejected ejected) {
		this.ejected = ejected.passedProbe();
	}

	/**
	 * Returns the instance to rotation; only under the target's lock.
	 */
	void readmit(Duration slowStart, long now) {
		this.unreachable.set(0);
		this.errors.set(0);
		this.othersBefore = null;
		this.load.forgetFailures();
		this.wellSince = now;
		this.ejected = null;
		startSlowly(slowStart, now);
	}

	void startSlowly(Duration time, long now) {
		this.slowStart = time.isZero() ? null : new SlowStart(now, time.toNanos());
	}

	/**
	 * Forgives one ejection for each period, as long as the last ejection, in which the
	 * instance was healthy; only under the target's lock.
	 */
	void forgive(EjectionSettings settings, long now) {
		if (this.ejections > 0) {
			long times = (now - this.wellSince) / settings.timeOf(this.ejections);
			this.ejections = (int) Math.max(0, this.ejections - times);
		}
	}

	boolean tryProbe(long now) {
		long until = this.probeUntil.get();
		if (now - until < 0 || !this.probeUntil.compareAndSet(until, now + PROBE_LEASE)) {
			return false;
		}
		this.load.expectTrial();
		return true;
	}

	void endProbe(long now) {
		this.probeUntil.set(now);
	}

	/**
	 * Returns the share of its calls that an instance gets during its slow start.
	 * @return the share, 1 for all
	 */
	double ramp(long now) {
		SlowStart slowStart = this.slowStart;
		return (slowStart != null) ? slowStart.share(now) : 1;
	}

	@Override
	public String toString() {
		return this.address.toString();
	}

	/**
	 * Period in which an instance gets more and more calls.
	 *
	 * @param begin its start on the monotonic clock
	 * @param nanos its length
	 */
	private record SlowStart(long begin, long nanos) {

		// Envoy's: an instance without calls would never become warm
		private static final double FIRST = 0.1;

		double share(long now) {
			long elapsed = now - this.begin;
			return (elapsed >= this.nanos) ? 1 : Math.max(FIRST, (double) elapsed / this.nanos);
		}

	}

}
