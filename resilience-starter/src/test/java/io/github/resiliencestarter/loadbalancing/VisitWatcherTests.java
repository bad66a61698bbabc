package io.github.resiliencestarter.loadbalancing;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.client.loadbalancer.LoadBalancerProperties;
import org.springframework.cloud.client.loadbalancer.LoadBalancerRequest;
import org.springframework.cloud.client.loadbalancer.reactive.ReactiveLoadBalancer;
import org.springframework.cloud.loadbalancer.blocking.client.BlockingLoadBalancerClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link VisitWatcher} under Spring Cloud's blocking load balancer.
 */
class VisitWatcherTests {

	private final VirtualFleet fleet = new VirtualFleet().add("a", VirtualFleet.VirtualInstance.healthy());

	private final ServiceInstance instance = this.fleet.list.get(0);

	private final LoadBalancerClient client = new BlockingLoadBalancerClient(
			new Watched(new VisitWatcher(this.fleet.target)));

	@BeforeEach
	void choose() {
		this.fleet.target.choose(this.fleet.list, null);
	}

	@Test
	void countsACallAsUnderWayUntilItEnds() throws IOException {
		int during = execute((instance) -> this.fleet.inFlight());
		assertThat(during).isOne();
		assertThat(this.fleet.inFlight()).isZero();
	}

	@Test
	void countsACallWithinAnother() throws IOException {
		int during = execute((outer) -> execute((inner) -> this.fleet.inFlight()) + this.fleet.inFlight());
		assertThat(during).isEqualTo(3);
		assertThat(this.fleet.inFlight()).isZero();
	}

	@Test
	void ejectsAnInstanceThatRefuses() {
		assertThatIOException().isThrownBy(() -> execute((instance) -> {
			throw new ConnectException("refused");
		}));
		assertThat(this.fleet.ejections).containsExactly(EjectionReason.UNREACHABLE);
	}

	@Test
	void ejectsAnInstanceOfTwoAfterFiveErrorsInARow() {
		this.fleet.add("b", VirtualFleet.VirtualInstance.healthy());
		choose();
		for (int i = 0; i < 5; i++) {
			assertThat(this.fleet.ejections).isEmpty();
			assertThatIOException().isThrownBy(() -> execute((instance) -> {
				throw new IOException("reset");
			}));
		}
		assertThat(this.fleet.ejections).containsExactly(EjectionReason.CONSECUTIVE_ERRORS);
	}

	@Test
	void holdsNothingAgainstAnInstanceThatTheCallersOwnCodeFailed() {
		for (int i = 0; i < 30; i++) {
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> execute((instance) -> {
				throw new IllegalStateException("own");
			}));
		}
		assertThat(this.fleet.ejections).isEmpty();
		assertThat(this.fleet.inFlight()).isZero();
	}

	@Test
	void endsACallThatAnErrorHasEndedWithTheNextOneAroundIt() {
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> execute((outer) -> {
			try {
				return execute((inner) -> {
					throw new StackOverflowError();
				});
			}
			catch (StackOverflowError ex) {
				throw new IllegalStateException(ex);
			}
		}));
		assertThat(this.fleet.inFlight()).isZero();
	}

	@Test
	void endsACallThatAnErrorHasEndedWithItsAttempt() throws IOException {
		int during = execute((outer) -> {
			TriedInstances tried = new TriedInstances();
			TriedInstances.begin(tried);
			assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> execute((inner) -> {
				throw new StackOverflowError();
			}));
			TriedInstances.end(tried, null);
			return this.fleet.inFlight();
		});
		assertThat(during).isOne();
		assertThat(this.fleet.inFlight()).isZero();
	}

	@Test
	void forgetsACallThatNobodyEndsAfterAMinute() throws IOException {
		assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> execute((instance) -> {
			throw new StackOverflowError();
		}));
		assertThat(this.fleet.inFlight()).isOne();
		this.fleet.now += Duration.ofMinutes(2).toNanos();
		int during = execute((instance) -> this.fleet.inFlight());
		assertThat(during).isOne();
		assertThat(this.fleet.inFlight()).isZero();
	}

	@Test
	void knowsNothingOfAnInstanceThatIsNotOneOfTheTargets() throws IOException {
		ServiceInstance other = VirtualFleet.instance("other");
		String answer = this.client.execute("inventory", other, (instance) -> "ok");
		assertThat(answer).isEqualTo("ok");
		assertThat(this.fleet.inFlight()).isZero();
	}

	private <T> T execute(LoadBalancerRequest<T> request) throws IOException {
		return this.client.execute("inventory", this.instance, request);
	}

	private record Watched(VisitWatcher watcher) implements ReactiveLoadBalancer.Factory<ServiceInstance> {

		@Override
		public @Nullable ReactiveLoadBalancer<ServiceInstance> getInstance(String serviceId) {
			return null;
		}

		@Override
		public <X> Map<String, X> getInstances(String name, Class<X> type) {
			return Map.of("watcher", type.cast(this.watcher));
		}

		@Override
		@SuppressWarnings("TypeParameterUnusedInFormals")
		public <X> @Nullable X getInstance(String name, Class<?> clazz, Class<?>... generics) {
			return null;
		}

		@Override
		public LoadBalancerProperties getProperties(String serviceId) {
			return new LoadBalancerProperties();
		}

	}

}
