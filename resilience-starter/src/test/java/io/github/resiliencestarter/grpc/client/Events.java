package io.github.resiliencestarter.grpc.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.resiliencestarter.guard.CallResult;
import io.github.resiliencestarter.guard.GuardListener;
import io.github.resiliencestarter.guard.Outcome;
import io.github.resiliencestarter.guard.RejectionReason;

/**
 * Events of guards.
 */
class Events implements GuardListener {

	final List<String> all = new CopyOnWriteArrayList<>();

	@Override
	public void onAttempt(String target, int number, Outcome outcome) {
		this.all.add("attempt " + number + " " + outcome.getClass().getSimpleName());
	}

	@Override
	public void onRejected(String target, RejectionReason reason) {
		this.all.add("rejected " + reason);
	}

	@Override
	public void onCall(String target, CallResult result, Duration duration) {
		this.all.add("call " + result);
	}

}
