package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Ejects failing instances of one target and returns them to rotation: ejection, probes
 * one at a time, slow start.
 */
class Ejector {

	private static final Log logger = LogFactory.getLog(Ejector.class);

	// A refused connection costs a call that is retried elsewhere next to nothing, so the
	// instance can be probed as often as a health check would
	private static final long QUICK = Duration.ofMillis(100).toNanos();

	private static final long SOON = Duration.ofSeconds(1).toNanos();

	private final Target target;

	private final LoadBalancingListener listener;

	private final ErrorWindow all;

	Ejector(Target target, LoadBalancingListener listener, long now) {
		this.target = target;
		this.listener = listener;
		this.all = new ErrorWindow(settings().window(), now);
	}

	// Read anew each time, because it may have changed
	private EjectionSettings settings() {
		return this.target.settings().ejection();
	}

	private Duration slowStart() {
		return this.target.settings().slowStart();
	}

	/**
	 * Evaluates an instance based on the result of a visit.
	 */
	void judge(Visit visit, Result result, long now) {
		Instance instance = visit.instance();
		Ejected ejected = instance.ejected();
		if (ejected != null) {
			probed(visit, ejected, result, now);
			return;
		}
		if (result == Result.GIVEN_UP || result == Result.DEPENDENCY) {
			return;
		}
		ErrorWindow.Counts own = instance.add(result, now);
		ErrorWindow.Counts all = this.all.add(result != Result.ANSWERED, now);
		if (result != Result.ANSWERED && settings().enabled()) {
			ErrorWindow.Counts meanwhile = instance.othersSinceFirstError(this.all.total());
			Evidence evidence = Evidence.of(instance, own, all, meanwhile, settings());
			if (evidence != null && mayEject(evidence)) {
				this.target.change(() -> eject(instance, evidence, now));
			}
			else if (instance.errors() == settings().consecutiveErrors()) {
				probeThoseEjectedAlike(now);
			}
		}
	}

	/**
	 * Ejects an instance that does not respond.
	 * @return whether there is an instance and it is ejected
	 */
	boolean ejectIfSilent(@Nullable Instance instance, long now) {
		if (instance == null) {
			return false;
		}
		if (settings().enabled() && instance.ejected() == null) {
			Evidence evidence = Evidence.ofSilence(instance.load(), settings(), now);
			if (evidence != null && mayEject(evidence)) {
				this.target.change(() -> eject(instance, evidence, now));
			}
		}
		return instance.ejected() != null;
	}

	/**
	 * Ejects an instance at the request of an operator.
	 */
	void hold(Instance instance, Duration time, long now) {
		this.target.change(() -> instance.hold(time, now));
		this.listener.onEjection(this.target, EjectionReason.MANUAL);
	}

	/**
	 * Returns an instance to rotation at the request of an operator.
	 */
	void release(Instance instance, long now) {
		this.target.change(() -> {
			if (instance.ejected() != null) {
				instance.readmit(slowStart(), now);
			}
		});
	}

	private void eject(Instance instance, Evidence evidence, long now) {
		if (instance.ejected() == null && this.target.has(instance) && mayEject(evidence)) {
			instance.forgive(settings(), now);
			sentence(instance, evidence, now);
		}
	}

	// An instance in rotation fails as those did that were ejected for it: the service is
	// overloaded, and lacks their capacity
	private void probeThoseEjectedAlike(long now) {
		for (Instance instance : this.target.current().all()) {
			Ejected ejected = instance.ejected();
			if (ejected != null && ejected.reason() == EjectionReason.CONSECUTIVE_ERRORS && !ejected.isDue(now)
					&& now - ejected.since() < settings().window().toNanos()) {
				this.target.change(() -> instance.probeEarlier(ejected, now));
			}
		}
	}

	// An unreachable instance is down regardless of the share; silence and errors may
	// be caused by this process
	private boolean mayEject(Evidence evidence) {
		if (evidence.reason() == EjectionReason.UNREACHABLE) {
			return true;
		}
		long ejected = ejected();
		int size = this.target.current().all().size();
		return ejected + 1 < size && ejected < Math.ceil(size * settings().maxEjected());
	}

	private long ejected() {
		return this.target.current().all().stream().filter((instance) -> instance.ejected() != null).count();
	}

	private void sentence(Instance instance, Evidence evidence, long now) {
		long nanos = instance.eject(evidence.reason(), settings(), now);
		logger.warn("Ejected " + instance + " of '" + this.target.name() + "' for " + Duration.ofNanos(nanos).toMillis()
				+ " ms: " + evidence.reason() + ", " + evidence.numbers() + "; " + ejected() + " of "
				+ this.target.current().all().size() + " instances are ejected");
		this.listener.onEjection(this.target, evidence.reason());
	}

	private void probed(Visit visit, Ejected ejected, Result result, long now) {
		Instance instance = visit.instance();
		// A visit that started before the ejection is irrelevant
		if (visit.start() - ejected.since() < 0 || ejected.isHeld(now) || !ejected.equals(instance.ejected())) {
			return;
		}
		instance.endProbe(now);
		if (result == Result.ANSWERED) {
			this.target.change(() -> passed(instance, now));
		}
		else if (result != Result.GIVEN_UP && result != Result.DEPENDENCY && ejected.isDue(visit.start())) {
			this.target.change(() -> failed(instance, ejected, result, now));
		}
	}

	private void passed(Instance instance, long now) {
		Ejected ejected = instance.ejected();
		if (ejected == null) {
			return;
		}
		if (ejected.probesPassed() + 1 < settings().time().probes()) {
			instance.passedProbe(ejected);
			return;
		}
		instance.readmit(slowStart(), now);
		logger.info("Readmitted " + instance + " of '" + this.target.name() + "' after "
				+ Duration.ofNanos(now - ejected.since()).toMillis() + " ms: " + settings().time().probes()
				+ " calls succeeded; " + ejected() + " of " + this.target.current().all().size()
				+ " instances are ejected");
	}

	private void failed(Instance instance, Ejected ejected, Result result, long now) {
		if (!ejected.equals(instance.ejected())) {
			return;
		}
		if (result == Result.UNREACHABLE && ejected.reason() == EjectionReason.UNREACHABLE) {
			instance.stayEjected(ejected, settings(), now);
		}
		else {
			EjectionReason reason = (ejected.reason() != EjectionReason.MANUAL) ? ejected.reason()
					: EjectionReason.CONSECUTIVE_ERRORS;
			sentence(instance, new Evidence(reason, "probe failed"), now);
		}
	}

	/**
	 * Brings the next probe of an instance forward if the last one was refused quickly
	 * and its call goes on to another instance.
	 * @param last the visit before, or {@code null} if there is none
	 */
	void retriedElsewhere(@Nullable Visit last, long now) {
		if (last == null || now - last.start() > QUICK) {
			return;
		}
		Ejected ejected = last.instance().ejected();
		if (ejected != null && !ejected.isHeld(now) && last.start() - ejected.since() > 0 && last.isUnreachable()
				&& ejected.until() - now > SOON) {
			this.target.change(() -> last.instance().probeEarlier(ejected, now + SOON));
		}
	}

}
