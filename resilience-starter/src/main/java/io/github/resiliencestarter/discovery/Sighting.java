package io.github.resiliencestarter.discovery;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;

/**
 * What one place has last said about the instances of a target. Not thread-safe.
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
	 * Note that the place has answered.
	 * @param instances what it has said
	 * @param live whether it says at once when that changes
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
	 * Note that the place does not answer.
	 * @param denied whether it answers, but denies what it is asked for
	 * @param heardUntilNow whether a change would have been heard of up to now
	 * @param now the time
	 * @return whether it had answered before, or never been asked, or is the first to
	 * deny
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
	 * Return whether it has not answered for a time although it was asked.
	 */
	boolean isSilentFor(Duration time, long now) {
		return this.failing && now - this.silentSince >= time.toNanos();
	}

	/**
	 * Return whether it has instances that are not those of long ago.
	 */
	boolean isOfUse() {
		return !this.failing && this.instances != null && !this.instances.isEmpty();
	}

	boolean isUndecided() {
		return this.instances == null && !this.failing;
	}

}
