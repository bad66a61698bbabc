package io.github.resiliencestarter.sample.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FaultSwitch}.
 */
class FaultSwitchTests {

	private final List<Duration> delays = new ArrayList<>();

	private final List<Runnable> timers = new ArrayList<>();

	private final FaultSwitch faults = new FaultSwitch((task, delay) -> {
		this.timers.add(task);
		this.delays.add(delay);
	}, this::nanos);

	private long nanos;

	private final AtomicInteger resumed = new AtomicInteger();

	@Test
	void startsWithoutFault() {
		assertThat(this.faults.fault()).isEqualTo(Fault.NONE);
	}

	@Test
	void holdsUntilTheTimeIsOver() {
		hold(Fault.parse("latency=2s"));
		assertThat(this.resumed).hasValue(0);
		assertThat(this.delays).containsExactly(Duration.ofSeconds(2));
		this.timers.get(0).run();
		assertThat(this.resumed).hasValue(1);
	}

	@Test
	void ofALimitedCapacityEachRequestWaitsForThoseBeforeIt() {
		Fault fault = Fault.parse("capacity=40/s");
		hold(fault);
		this.faults.hold(fault, this.resumed::incrementAndGet);
		this.nanos = Duration.ofMillis(40).toNanos();
		this.faults.hold(fault, this.resumed::incrementAndGet);
		this.nanos = Duration.ofSeconds(9).toNanos();
		this.faults.hold(fault, this.resumed::incrementAndGet);
		assertThat(this.delays).containsExactly(Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(35),
				Duration.ofMillis(25));
	}

	@Test
	void aNewFaultBeginsWithoutAQueue() {
		hold(Fault.parse("capacity=1/s"));
		hold(Fault.parse("capacity=2/s"));
		assertThat(this.delays).containsExactly(Duration.ofSeconds(1), Duration.ofMillis(500));
	}

	@Test
	void releasesAllAtOnceWhenTheFaultChanges() {
		hold(Fault.HANG);
		hold(Fault.HANG);
		this.faults.turnTo(Fault.NONE);
		assertThat(this.resumed).hasValue(2);
	}

	@Test
	void releasesAllWhenTheServiceStops() {
		hold(Fault.HANG);
		this.faults.lift();
		assertThat(this.resumed).hasValue(1);
		assertThat(this.faults.fault()).isEqualTo(Fault.NONE);
	}

	@Test
	void resumesOnceWhenTheTimeIsOverAfterTheRelease() {
		hold(Fault.HANG);
		this.faults.turnTo(Fault.NONE);
		this.timers.get(0).run();
		assertThat(this.resumed).hasValue(1);
	}

	@Test
	void doesNotHoldForFaultThatWasLiftedMeanwhile() {
		this.faults.turnTo(Fault.NONE);
		this.faults.hold(Fault.HANG, this.resumed::incrementAndGet);
		assertThat(this.resumed).hasValue(1);
	}

	private long nanos() {
		return this.nanos;
	}

	private void hold(Fault fault) {
		this.faults.turnTo(fault);
		this.faults.hold(fault, this.resumed::incrementAndGet);
	}

}
