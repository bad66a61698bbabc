package io.github.resiliencestarter.discovery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.test.StepVerifier;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InstanceList}.
 */
@ExtendWith(OutputCaptureExtension.class)
class InstanceListTests {

	private static final ListRules RULES = new ListRules(Duration.ofSeconds(2), Duration.ofMinutes(10),
			Duration.ofMinutes(5), Duration.ofMinutes(15));

	private static final ServiceInstance ONE = instance("1", 8081);

	private static final ServiceInstance TWO = instance("2", 8082);

	private final ManualTime time = new ManualTime();

	private final FakeWatch consul = new FakeWatch();

	private final FakeWatch other = new FakeWatch();

	private final Kept kept = new Kept();

	@Test
	void isTheSameObjectUntilSomethingChanges() {
		InstanceList list = watched(this.consul);
		this.consul.see(ONE, TWO);
		List<ServiceInstance> before = list.instances();
		this.consul.see(instance("2", 8082), instance("1", 8081));
		assertThat(list.instances()).isSameAs(before).containsExactly(ONE, TWO);
		this.consul.see(ONE);
		assertThat(list.instances()).containsExactly(ONE);
	}

	@Test
	void changeOfMetadataIsAChange() {
		InstanceList list = watched(this.consul);
		this.consul.see(ONE);
		ServiceInstance other = new DefaultServiceInstance("1", "inventory", "10.0.0.1", 8081, false,
				Map.of("zone", "b"));
		this.consul.see(other);
		assertThat(list.instances()).first().isSameAs(other);
	}

	@Test
	void changeIsOneLogLine(CapturedOutput output) {
		watched(this.consul);
		this.consul.see(ONE);
		this.consul.see(ONE);
		this.consul.see(TWO);
		assertThat(output).containsOnlyOnce("Instances of 'inventory': now 1, added 1 (10.0.0.1:8081), removed none")
			.containsOnlyOnce("Instances of 'inventory': now 1, added 2 (10.0.0.1:8082), removed 1 (10.0.0.1:8081)");
		assertThat(output.getOut().lines()).hasSize(2);
	}

	@Test
	void errorKeepsTheList(CapturedOutput output) {
		InstanceList list = watched(this.consul);
		this.consul.see(ONE, TWO);
		this.consul.fail("no connection", true);
		this.consul.fail("no connection", true);
		this.time.advance(Duration.ofDays(30));
		assertThat(list.use().instances()).containsExactly(ONE, TWO);
		assertThat(output).containsOnlyOnce(
				"Consul cannot list the instances of 'inventory' (no connection); using the last 2, which are 0 s old");
	}

	@Test
	void emptyAnswerIsBelievedOnlyWhenItLasts(CapturedOutput output) {
		InstanceList list = watched(this.consul);
		this.consul.see(ONE);
		this.consul.see();
		this.time.advance(Duration.ofSeconds(599));
		this.consul.see();
		assertThat(list.instances()).containsExactly(ONE);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(list.instances()).isEmpty();
		assertThat(output)
			.containsOnlyOnce("No registry lists any instance of 'inventory'; using the last 1 for another 600 s")
			.containsOnlyOnce("Instances of 'inventory': now 0, added none, removed 1 (10.0.0.1:8081)");
	}

	@Test
	void emptyAnswerIsForgottenWhenInstancesComeBack() {
		InstanceList list = watched(this.consul);
		this.consul.see(ONE);
		this.consul.see();
		this.time.advance(Duration.ofMinutes(9));
		this.consul.see(TWO);
		this.time.advance(Duration.ofMinutes(9));
		assertThat(list.instances()).containsExactly(TWO);
	}

	@Test
	void emptyAnswerIsNotBelievedWhileTheRegistryIsAway() {
		InstanceList list = watched(this.consul);
		this.consul.see(ONE);
		this.consul.see();
		this.consul.fail("no connection", true);
		this.time.advance(Duration.ofMinutes(11));
		assertThat(list.instances()).containsExactly(ONE);
		this.consul.see();
		this.time.advance(Duration.ofMinutes(11));
		assertThat(list.instances()).isEmpty();
	}

	@Test
	void emptyAnswerIsBelievedAtOnceWhenTheUserSaysSo() {
		InstanceList list = list(
				new ListRules(RULES.firstListTimeout(), Duration.ZERO, RULES.maxAge(), RULES.unusedAfter()),
				this.consul);
		this.consul.see(ONE);
		this.consul.see();
		assertThat(list.instances()).isEmpty();
	}

	@Test
	void pushedListIsFreshWhileItsConnectionStands() {
		InstanceList list = watched(this.consul);
		this.consul.see(ONE);
		this.time.advance(Duration.ofMinutes(3));
		assertThat(list.age()).isZero();
		this.consul.fail("cut", true);
		this.time.advance(Duration.ofSeconds(7));
		assertThat(list.age()).hasSeconds(7);
		this.consul.fail("no connection", true);
		assertThat(list.age()).hasSeconds(7);
		this.consul.see(ONE);
		assertThat(list.age()).isZero();
	}

	@Test
	void pushedListWasLastConfirmedByTheLastAnswerWhenConsulFallsSilent() {
		InstanceList list = watched(this.consul);
		this.consul.see(ONE);
		this.time.advance(Duration.ofSeconds(63));
		this.consul.fail("no response in 63 s", false);
		assertThat(list.age()).hasSeconds(63);
	}

	@Test
	void polledListAgesFromAnswerToAnswer() {
		InstanceList list = watched(this.consul);
		this.consul.poll(ONE);
		this.time.advance(Duration.ofSeconds(5));
		assertThat(list.age()).hasSeconds(5);
		this.consul.poll(ONE);
		assertThat(list.age()).isZero();
	}

	@Test
	void keptListAgesAlsoWhileConsulSaysThatThereIsNone() {
		InstanceList list = watched(this.consul);
		this.consul.see(ONE);
		this.time.advance(Duration.ofMinutes(1));
		this.consul.see();
		this.time.advance(Duration.ofSeconds(20));
		assertThat(list.age()).hasSeconds(20);
	}

	@Test
	void oldListIsWarnedAboutOnceAndCalledFreshAgain(CapturedOutput output) {
		InstanceList list = watched(this.consul);
		this.consul.see(ONE);
		this.consul.fail("no connection", true);
		this.time.advance(Duration.ofMinutes(5));
		this.consul.fail("no connection", true);
		assertThat(list.isOld()).isFalse();
		this.time.advance(Duration.ofSeconds(1));
		this.consul.fail("no connection", true);
		this.consul.fail("no connection", true);
		assertThat(list.isOld()).isTrue();
		assertThat(output).containsOnlyOnce("The instances of 'inventory' were last confirmed 301 s ago");
		this.consul.see(ONE);
		assertThat(list.isOld()).isFalse();
		assertThat(output).containsOnlyOnce("Consul lists the instances of 'inventory' again, after 301 s")
			.containsOnlyOnce("The instances of 'inventory' are confirmed again: 1");
	}

	@Test
	void callerWaitsForTheFirstList() throws Exception {
		InstanceList list = list(RULES, this.consul);
		CompletableFuture<List<ServiceInstance>> caller = CompletableFuture.supplyAsync(list::await);
		assertThat(caller).isNotDone();
		this.consul.see(ONE);
		assertThat(caller.get(10, TimeUnit.SECONDS)).containsExactly(ONE);
	}

	@Test
	void reactiveCallerWaitsForTheFirstListWithoutAThread() {
		InstanceList list = list(RULES, this.consul);
		StepVerifier.create(list.flux())
			.then(() -> this.consul.see(ONE))
			.expectNext(List.of(ONE))
			.expectComplete()
			.verify(Duration.ofSeconds(10));
	}

	@Test
	void nobodyWaitsForConsulToComeBack() {
		InstanceList list = list(RULES, this.consul);
		this.consul.fail("no connection", true);
		assertThat(list.await()).isEmpty();
	}

	@Test
	void nobodyWaitsLongerThanTheUserAllows() {
		InstanceList list = list(RULES, this.consul);
		this.time.advance(Duration.ofSeconds(2));
		StepVerifier.create(list.flux()).expectNext(List.of()).verifyComplete();
	}

	@Test
	void nextPlaceCountsWhenTheFirstHasNoInstance() {
		InstanceList list = watched(this.consul, this.other);
		this.other.see(TWO);
		assertThat(list.instances()).isEmpty();
		this.consul.see();
		assertThat(list.instances()).containsExactly(TWO);
		this.consul.see(ONE);
		assertThat(list.instances()).containsExactly(ONE);
	}

	@Test
	void nextPlaceCountsWhenTheFirstHasNeverAnswered() {
		InstanceList list = watched(this.consul, this.other);
		this.other.see(TWO);
		this.consul.fail("no connection", true);
		assertThat(list.instances()).containsExactly(TWO);
	}

	@Test
	void nextPlaceCountsWhenTheFirstHasBeenSilentForLong(CapturedOutput output) {
		FakeWatch other = new FakeWatch();
		InstanceList list = watched(this.consul, other);
		this.consul.see(ONE);
		other.see(TWO);
		this.consul.fail("no connection", true);
		this.time.advance(InstanceList.SILENT.minusMillis(1));
		this.consul.fail("no connection", true);
		assertThat(list.instances()).containsExactly(ONE);
		this.time.advance(Duration.ofMillis(1));
		this.consul.fail("no connection", true);
		this.consul.fail("no connection", true);
		assertThat(list.instances()).containsExactly(TWO);
		assertThat(list.age()).isZero();
		this.consul.see(ONE);
		assertThat(list.instances()).containsExactly(ONE);
		assertThat(output).containsOnlyOnce("Consul has not responded about 'inventory' for 10 s")
			.containsOnlyOnce("Consul lists the instances of 'inventory' again, after 10 s");
	}

	@Test
	void nextPlaceDoesNotCountWhenItIsSilentTooOrHasNoInstance() {
		FakeWatch other = new FakeWatch();
		InstanceList list = watched(this.consul, other);
		this.consul.see(ONE);
		other.see(TWO);
		this.consul.fail("no connection", true);
		other.fail("no connection", true);
		this.time.advance(Duration.ofMinutes(1));
		this.consul.fail("no connection", true);
		assertThat(list.instances()).containsExactly(ONE);
		other.see();
		assertThat(list.instances()).containsExactly(ONE);
	}

	@Test
	void nextPlaceCountsWhenTheFirstTakesTooLong() {
		InstanceList list = list(RULES, this.consul, this.other);
		this.other.see(TWO);
		this.time.advance(Duration.ofSeconds(2));
		assertThat(list.await()).containsExactly(TWO);
	}

	@Test
	void targetThatIsNotCalledForLongIsNotWatched() {
		InstanceList list = watched(this.consul);
		this.consul.see(ONE);
		this.time.advance(Duration.ofMinutes(15));
		assertThat(list.isWatched()).isTrue();
		this.time.advance(Duration.ofMinutes(15));
		assertThat(list.isWatched()).isFalse();
		assertThat(this.consul.stopped).isOne();
		assertThat(list.age()).isNull();
	}

	@Test
	void targetThatIsCalledAgainAfterLongWaitsForANewList() {
		InstanceList list = watched(this.consul);
		this.consul.see(ONE);
		this.time.advance(Duration.ofMinutes(30));
		list.use();
		this.time.runDue();
		assertThat(this.consul.started).isEqualTo(2);
		StepVerifier.create(list.flux())
			.then(() -> this.consul.see(TWO))
			.expectNext(List.of(TWO))
			.expectComplete()
			.verify(Duration.ofSeconds(10));
	}

	@Test
	void listOfAnEarlierLifeServesWhileConsulIsAway(CapturedOutput output) {
		this.kept.known = Optional
			.of(new LastList.Known(List.of(ONE), this.time.discoveryTime().clock().instant().minusSeconds(3600)));
		InstanceList list = watched(this.consul);
		this.consul.fail("no connection", true);
		assertThat(list.await()).containsExactly(ONE);
		assertThat(list.age()).hasSeconds(3600);
		assertThat(output).contains("using the last 1, which are 3600 s old")
			.contains("The instances of 'inventory' were last confirmed 3600 s ago");
	}

	@Test
	void listOfAnEarlierLifeGivesWayToWhatConsulTells() {
		this.kept.known = Optional.of(new LastList.Known(List.of(ONE), Instant.EPOCH));
		InstanceList list = watched(this.consul);
		this.consul.see(TWO);
		assertThat(list.await()).containsExactly(TWO);
		assertThat(list.age()).isZero();
	}

	@Test
	void listIsKeptForALaterLife() {
		watched(this.consul);
		this.consul.see(ONE);
		this.consul.see(ONE);
		this.consul.fail("no connection", true);
		assertThat(this.kept.events).containsExactly("write [1]", "confirm");
	}

	private InstanceList watched(FakeWatch... watches) {
		return list(RULES, watches);
	}

	private InstanceList list(ListRules rules, FakeWatch... watches) {
		List<InstanceWatch.Factory> factories = new ArrayList<>();
		for (FakeWatch watch : watches) {
			factories.add(new InstanceWatch.Factory((watch == this.consul) ? "Consul" : "Other", watch::listenedToBy));
		}
		InstanceList list = new InstanceList("inventory", factories, rules, this.time.discoveryTime(), this.kept).use();
		this.time.runDue();
		return list;
	}

	private static ServiceInstance instance(String id, int port) {
		return new DefaultServiceInstance(id, "inventory", "10.0.0.1", port, false);
	}

	private static final class Kept implements LastList {

		private final List<String> events = new ArrayList<>();

		private Optional<Known> known = Optional.empty();

		@Override
		public Optional<Known> read() {
			return this.known;
		}

		@Override
		public void write(List<ServiceInstance> instances) {
			this.events.add("write " + instances.stream().map(ServiceInstance::getInstanceId).toList());
		}

		@Override
		public void confirm() {
			this.events.add("confirm");
		}

	}

}
