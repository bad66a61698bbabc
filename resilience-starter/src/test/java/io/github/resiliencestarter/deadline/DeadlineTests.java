package io.github.resiliencestarter.deadline;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Deadline} and {@link CurrentDeadline}.
 */
class DeadlineTests {

	// A nano clock may be about to overflow
	private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 10);

	@Test
	void isOverWhenItsTimeHasPassed() {
		Deadline deadline = Deadline.after(Duration.ofMillis(100), this.clock::get);
		this.clock.addAndGet(Duration.ofMillis(99).toNanos());
		assertThat(deadline.isOver()).isFalse();
		assertThat(deadline.timeLeft()).hasMillis(1);
		this.clock.addAndGet(Duration.ofMillis(1).toNanos());
		assertThat(deadline.isOver()).isTrue();
		this.clock.addAndGet(Duration.ofMillis(1).toNanos());
		assertThat(deadline.timeLeft()).isZero();
	}

	@Test
	void survivesAnyDuration() {
		assertThat(Deadline.after(Duration.ofSeconds(Long.MAX_VALUE), this.clock::get).isOver()).isFalse();
		assertThat(Deadline.after(Duration.ofSeconds(Long.MIN_VALUE), this.clock::get).isOver()).isTrue();
	}

	@Test
	void isBoundToTheThreadUntilItsScopeIsClosed() {
		Deadline outer = Deadline.after(Duration.ofSeconds(2), this.clock::get);
		Deadline inner = Deadline.after(Duration.ofSeconds(1), this.clock::get);
		CurrentDeadline.Scope outerScope = CurrentDeadline.open(outer);
		CurrentDeadline.Scope innerScope = CurrentDeadline.open(inner);
		assertThat(CurrentDeadline.get()).isSameAs(inner);
		innerScope.close();
		assertThat(CurrentDeadline.get()).isSameAs(outer);
		outerScope.close();
		assertThat(CurrentDeadline.get()).isNull();
	}

	@Test
	void isFoundInTheReactorContextFirst() {
		Deadline deadline = Deadline.after(Duration.ofSeconds(1), this.clock::get);
		Context context = CurrentDeadline.put(Context.empty(), deadline);
		assertThat(CurrentDeadline.get(context)).isSameAs(deadline);
		assertThat(CurrentDeadline.get(Context.empty())).isNull();
	}

	@Test
	void travelsToOtherThreadsWithMicrometersContextPropagation() throws InterruptedException {
		ContextRegistry registry = new ContextRegistry().registerThreadLocalAccessor(new DeadlineThreadLocalAccessor());
		Deadline deadline = Deadline.after(Duration.ofSeconds(1), this.clock::get);
		AtomicReference<@Nullable Deadline> seen = new AtomicReference<>();
		CurrentDeadline.Scope scope = CurrentDeadline.open(deadline);
		Runnable work = ContextSnapshotFactory.builder()
			.contextRegistry(registry)
			.build()
			.captureAll()
			.wrap(() -> seen.set(CurrentDeadline.get()));
		scope.close();
		Thread thread = new Thread(work);
		thread.start();
		thread.join();
		assertThat(seen.get()).isSameAs(deadline);
	}

	@Test
	void isNotInForceOnceItIsLifted() {
		Deadline deadline = Deadline.after(Duration.ofSeconds(1), this.clock::get);
		CurrentDeadline.Scope scope = CurrentDeadline.open(deadline);
		deadline.lift();
		assertThat(CurrentDeadline.get()).isNull();
		assertThat(new DeadlineThreadLocalAccessor().getValue()).isNull();
		scope.close();
	}

}
