package io.github.resiliencestarter.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resiliencestarter.deadline.CurrentDeadline;
import io.github.resiliencestarter.deadline.Deadline;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * What listeners did, which call a target through its circuit breaker. Outlives the
 * contexts of a test.
 */
final class Journal implements PauseListener {

	static final int PROBES = 2;

	final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
		.slidingWindow(100, 100, SlidingWindowType.COUNT_BASED)
		.permittedNumberOfCallsInHalfOpenState(PROBES)
		.waitDurationInOpenState(Duration.ofHours(1))
		.build());

	final CircuitBreaker inventory = this.breakers.circuitBreaker("inventory");

	final CircuitBreaker pricing = this.breakers.circuitBreaker("pricing");

	final List<Integer> handled = Collections.synchronizedList(new ArrayList<>());

	final List<Long> deadlines = Collections.synchronizedList(new ArrayList<>());

	// Whether the observation of the message was current, which tracing needs
	final List<Boolean> observed = Collections.synchronizedList(new ArrayList<>());

	// How often the broker says that it has delivered each message that was handed out
	final List<Integer> deliveries = Collections.synchronizedList(new ArrayList<>());

	final ObservationRegistry observations = ObservationRegistry.create();

	final AtomicInteger inFlight = new AtomicInteger();

	final AtomicInteger mostInFlight = new AtomicInteger();

	final AtomicInteger started = new AtomicInteger();

	final AtomicInteger repetitions = new AtomicInteger();

	final AtomicInteger pauses = new AtomicInteger();

	final AtomicInteger resumes = new AtomicInteger();

	final AtomicInteger revocations = new AtomicInteger();

	volatile IntConsumer before = (number) -> {
	};

	volatile @Nullable CountDownLatch latch;

	Journal() {
		// Without a handler, nothing is observed
		this.observations.observationConfig().observationHandler((context) -> true);
	}

	void handle(int number) {
		this.mostInFlight.accumulateAndGet(this.inFlight.incrementAndGet(), Math::max);
		this.started.incrementAndGet();
		try {
			this.before.accept(number);
			this.inventory.executeRunnable(() -> this.pricing.executeRunnable(() -> call(number)));
		}
		finally {
			this.inFlight.decrementAndGet();
		}
	}

	private void call(int number) {
		CountDownLatch latch = this.latch;
		if (latch != null) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}
		Deadline deadline = CurrentDeadline.get();
		if (deadline != null) {
			this.deadlines.add(deadline.timeLeft().toSeconds());
		}
		this.observed.add(this.observations.getCurrentObservation() != null);
		this.handled.add(number);
	}

	List<Integer> handled() {
		synchronized (this.handled) {
			return List.copyOf(this.handled);
		}
	}

	@Override
	public void onPause(String id) {
		this.pauses.incrementAndGet();
	}

	@Override
	public void onResume(String id) {
		this.resumes.incrementAndGet();
	}

	@Override
	public void onRepetition(String id) {
		this.repetitions.incrementAndGet();
	}

}
