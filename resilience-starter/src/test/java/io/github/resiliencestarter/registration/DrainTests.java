package io.github.resiliencestarter.registration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link Drain}.
 */
class DrainTests {

	private final ApplicationContext context = new GenericApplicationContext();

	private final LastingServiceRegistry registry = mock(LastingServiceRegistry.class);

	private final List<Duration> pauses = new ArrayList<>();

	@Test
	void servesOnAfterItHasLeft() {
		given(this.registry.leave()).willReturn(true);
		close(Duration.ofSeconds(2), this.context);
		assertThat(this.pauses).containsExactly(Duration.ofSeconds(2));
	}

	@Test
	void endsAtOnceWhenNobodyKnewIt() {
		close(Duration.ofSeconds(2), this.context);
		assertThat(this.pauses).isEmpty();
	}

	@Test
	void endsAtOnceWhenTheUserSaysSo() {
		given(this.registry.leave()).willReturn(true);
		close(Duration.ZERO, this.context);
		assertThat(this.pauses).isEmpty();
	}

	@Test
	void endOfAChildContextIsNotTheEnd() {
		close(Duration.ofSeconds(2), new GenericApplicationContext());
		then(this.registry).shouldHaveNoInteractions();
	}

	@Test
	void interruptIsPassedOn() {
		given(this.registry.leave()).willReturn(true);
		new Drain(this.context, this.registry, Duration.ofSeconds(2), (duration) -> {
			throw new InterruptedException();
		}).onApplicationEvent(new ContextClosedEvent(this.context));
		assertThat(Thread.interrupted()).isTrue();
	}

	private void close(Duration drain, ApplicationContext closed) {
		new Drain(this.context, this.registry, drain, this.pauses::add)
			.onApplicationEvent(new ContextClosedEvent(closed));
	}

}
