package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import io.github.resiliencestarter.loadbalancing.VirtualFleet.VirtualInstance;
import org.junit.jupiter.api.Test;

import org.springframework.cloud.client.ServiceInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TriedInstances} and what a {@link Target} has beside them.
 */
class TriedInstancesTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final VirtualFleet fleet = new VirtualFleet("standby.metadata.role=spare")
		.add("one", VirtualInstance.healthy())
		.add("two", VirtualInstance.healthy())
		.run(Duration.ofSeconds(1))
		.drain();

	private final TriedInstances tried = new TriedInstances();

	TriedInstancesTests() {
		this.tried.chosenBy(this.fleet.target);
	}

	private static ServiceInstance service(String host) {
		return VirtualFleet.instance(host);
	}

	private Instance instance(String host) {
		return this.fleet.target.current()
			.all()
			.stream()
			.filter((instance) -> instance.address().host().equals(host))
			.findFirst()
			.orElseThrow();
	}

	private Visit visit(String host) {
		return Objects.requireNonNull(this.fleet.target.begin(service(host)));
	}

	@Test
	void anotherIsOneThatHasNotBeenTriedAndIsNotEjected() {
		assertThat(this.tried.hasOther()).isTrue();
		this.tried.add(service("one"));
		assertThat(this.tried.hasOther()).isTrue();
		this.fleet.target.eject("two:80", MINUTE);
		assertThat(this.tried.hasOther()).isFalse();
		this.fleet.target.readmit("two:80");
		this.tried.add(service("two"));
		assertThat(this.tried.hasOther()).isFalse();
	}

	@Test
	void retryGoesToAHealthyInstanceThatHasNotBeenTried() {
		List.of("three", "four", "five", "six").forEach((host) -> this.fleet.add(host, VirtualInstance.healthy()));
		this.fleet.run(Duration.ofSeconds(1)).drain();
		List.of("one", "two", "three", "four").forEach((host) -> this.tried.add(service(host)));
		this.fleet.target.eject("five:80", MINUTE);
		assertThat(retries()).containsOnly("six");
		this.tried.add(service("six"));
		assertThat(retries()).as("without a healthy one").containsOnly("five");
	}

	@Test
	void retryGoesToAnotherHealthyInstanceThanTheLastIfAllHaveBeenTried() {
		this.fleet.add("three", VirtualInstance.healthy()).run(Duration.ofSeconds(1)).drain();
		List.of("one", "two", "three").forEach((host) -> this.tried.add(service(host)));
		this.fleet.target.eject("three:80", MINUTE);
		this.tried.visiting(visit("one"));
		assertThat(retries()).containsOnly("two");
		this.tried.visiting(visit("two"));
		assertThat(retries()).containsOnly("one");
	}

	private List<String> retries() {
		return IntStream.range(0, 50)
			.mapToObj((i) -> Objects.requireNonNull(this.fleet.target.choose(this.fleet.list, this.tried)))
			.map((instance) -> instance.address().host())
			.toList();
	}

	@Test
	void nothingIsKnownOfTheInstancesOfAnotherLoadBalancer() {
		TriedInstances stock = new TriedInstances();
		stock.add(service("one"));
		assertThat(stock.hasOther()).isFalse();
		assertThat(stock.hasSpare()).isFalse();
	}

	@Test
	void anotherLoadBalancerPrefersInstancesThatHaveNotBeenTried() {
		List<ServiceInstance> both = List.of(service("one"), service("two"));
		TriedInstances stock = new TriedInstances();
		assertThat(stock.prefer(both)).isSameAs(both);
		stock.add(service("one"));
		assertThat(stock.prefer(both)).containsExactly(service("two"));
		stock.add(service("two"));
		assertThat(stock.prefer(both)).isSameAs(both);
		this.tried.add(service("one"));
		assertThat(this.tried.prefer(both)).as("chosen by ours, which has done so").isSameAs(both);
	}

	@Test
	void secondRequestNeedsAnInstanceInUse() {
		assertThat(this.tried.hasSpare()).as("before the first").isFalse();
		this.tried.add(service("one"));
		assertThat(this.tried.hasSpare()).isTrue();
		this.tried.add(service("two"));
		assertThat(this.tried.hasSpare()).isFalse();
		this.fleet.add("standby", VirtualInstance.healthy(), "role", "spare").run(Duration.ofSeconds(1)).drain();
		assertThat(this.tried.hasOther()).isTrue();
		assertThat(this.tried.hasSpare()).isFalse();
	}

	@Test
	void noSecondRequestIsSentWhileAnInstanceIsEjected() {
		this.fleet.add("three", VirtualInstance.healthy()).run(Duration.ofSeconds(1)).drain();
		this.tried.add(service("one"));
		this.fleet.target.eject("three:80", MINUTE);
		assertThat(this.tried.hasOther()).isTrue();
		assertThat(this.tried.hasSpare()).isFalse();
	}

	@Test
	void soundIsAnotherThatIsNeitherEjectedNorAboutToBe() {
		Instance one = instance("one");
		assertThat(this.fleet.target.hasSoundBut(one)).isTrue();
		this.fleet.target.eject("two:80", MINUTE);
		assertThat(this.fleet.target.hasSoundBut(one)).isFalse();
		assertThat(this.fleet.target.hasSoundBut(instance("two"))).isTrue();
		this.fleet.target.readmit("two:80");
		// The last one in use stays, whatever it does
		this.fleet.target.eject("one:80", MINUTE);
		int tooMany = this.fleet.target.settings().ejection().consecutiveErrors();
		IntStream.range(1, tooMany).forEach((i) -> visit("two").end(Result.FAILED));
		assertThat(this.fleet.target.hasSoundBut(one)).isTrue();
		visit("two").end(Result.FAILED);
		assertThat(instance("two").ejected()).isNull();
		assertThat(this.fleet.target.hasSoundBut(one)).isFalse();
	}

	@Test
	void secondRequestKnowsTheInstancesButHasAVisitOfItsOwn() {
		Visit first = visit("one");
		this.tried.add(service("one"));
		this.tried.visiting(first);
		TriedInstances second = this.tried.forSecond();
		assertThat(second.hasSpare()).isTrue();
		assertThat(second.visit()).isNull();
		assertThat(second.last()).isSameAs(first);
		assertThat(second.wasLast(instance("one"))).isTrue();
		assertThat(second.wasLast(instance("two"))).isFalse();
		second.add(service("two"));
		second.visiting(visit("two"));
		assertThat(this.tried.hasOther()).isFalse();
		assertThat(this.tried.visit()).isSameAs(first);
		assertThat(TriedInstances.visitOf(this.tried)).isSameAs(first);
		assertThat(TriedInstances.visitOf(null)).isNull();
	}

	@Test
	void givesUpTheVisitThatIsInFlightOrBegins() {
		this.tried.visiting(visit("one"));
		assertThat(this.fleet.inFlight()).isOne();
		this.tried.giveUp();
		assertThat(this.fleet.inFlight()).isZero();
		this.tried.visiting(visit("two"));
		assertThat(this.fleet.inFlight()).isZero();
		TriedInstances none = new TriedInstances();
		none.giveUp();
		none.visiting(visit("one"));
		assertThat(this.fleet.inFlight()).isZero();
	}

	@Test
	void nextAttemptForgetsTheVisitAndThatThereWasNoInstance() {
		this.tried.visiting(visit("one"));
		this.tried.noneAvailable();
		assertThat(this.tried.wasNoneAvailable()).isTrue();
		this.tried.next();
		assertThat(this.tried.wasNoneAvailable()).isFalse();
		assertThat(this.tried.visit()).isNull();
		assertThat(this.tried.last()).isNotNull();
	}

}
