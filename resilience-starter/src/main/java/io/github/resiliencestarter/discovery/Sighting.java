package io.github.resiliencestarter.discovery;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Last response of one registry or datacenter about the instances of a target. Not
 * thread-safe.
 */
class Sighting {

	private final String place;

	private @Nullable List<ServiceInstance> instances;

	private boolean failing;

	private boolean denied;

	private boolean live;

	private long confirmedAt;

	private long silentSince;

	Sighting(String place) {
		this.place = place;
	}

	/**
	 * Record a response.
	 * @param instances the listed instances
	 * @param live whether it pushes changes
	 * @param now the time
	 * @return whether it had failed before
	 */
	boolean seen(List<ServiceInstance> instances, boolean live, long now) {
		boolean back = this.failing;
		this.instances = instances;
		this.live = live;
		this.failing = false;
		this.denied = false;
		this.confirmedAt = now;
		return back;
	}

	/**
	 * Record a failure.
	 * @param denied whether it responded but denied access
	 * @param heardUntilNow whether a change up to now would have been noticed
	 * @param now the time
	 * @return whether it had responded before, had never been queried, or is the first to
	 * deny access
	 */
	boolean failed(boolean denied, boolean heardUntilNow, long now) {
		boolean news = !this.failing || (denied && !this.denied);
		this.denied |= denied;
		if (!this.failing) {
			this.silentSince = now;
		}
		if ((this.live && heardUntilNow) || isUndecided()) {
			this.confirmedAt = now;
		}
		this.live = false;
		this.failing = true;
		return news;
	}

	Duration age(long now) {
		return this.live ? Duration.ZERO : Duration.ofNanos(now - this.confirmedAt);
	}

	String place() {
		return this.place;
	}

	@Nullable List<ServiceInstance> instances() {
		return this.instances;
	}

	boolean isFailing() {
		return this.failing;
	}

	/**
	 * Return whether it has not responded to queries for some time.
	 */
	boolean isSilentFor(Duration time, long now) {
		return this.failing && now - this.silentSince >= time.toNanos();
	}

	/**
	 * Return whether it has instances that are not outdated.
	 */
	boolean isOfUse() {
		return !this.failing && this.instances != null && !this.instances.isEmpty();
	}

	boolean isUndecided() {
		return this.instances == null && !this.failing;
	}

}
