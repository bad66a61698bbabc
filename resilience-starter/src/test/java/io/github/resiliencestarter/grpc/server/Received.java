package io.github.resiliencestarter.grpc.server;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.grpc.stub.StreamObserver;

/**
 * What a caller receives.
 */
class Received implements StreamObserver<String> {

	private final List<String> messages = new CopyOnWriteArrayList<>();

	private final CompletableFuture<String> end = new CompletableFuture<>();

	@Override
	public void onNext(String value) {
		this.messages.add(value);
	}

	@Override
	public void onError(Throwable ex) {
		this.end.complete(this.messages + " " + ex.getMessage());
	}

	@Override
	public void onCompleted() {
		this.end.complete(this.messages.toString());
	}

	List<String> messages() {
		return this.messages;
	}

	/**
	 * Waits for the end and returns all messages.
	 */
	String end() {
		return this.end.orTimeout(20, TimeUnit.SECONDS).join();
	}

}
