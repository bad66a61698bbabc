package io.github.resiliencestarter.loadbalancing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongToIntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;

/**
 * Target whose instances and calls exist on a virtual clock only: 100 calls a second, if
 * nothing else is said, of which each tries up to three instances and gives each 5 s.
 */
class VirtualFleet implements LoadBalancingListener {

	static final int REFUSES = -1;

	static final int HANGS = -2;

	private static final long TIMEOUT = TimeUnit.SECONDS.toNanos(5);

	private final Random random;

	private final PriorityQueue<Event> events = new PriorityQueue<>();

	private final Map<String, VirtualInstance> behaviours = new LinkedHashMap<>();

	private final Map<String, Integer> visits = new HashMap<>();

	final List<EjectionReason> ejections = new ArrayList<>();

	final Target target;

	// Each caller has a target of its own, and sees nothing of the calls of the others
	private final List<Target> callers = new ArrayList<>();

	private final List<Arrival> arrivals = new ArrayList<>();

	int rate = 100;

	List<ServiceInstance> list = List.of();

	long now = TimeUnit.HOURS.toNanos(1);

	int failedCalls;

	int attemptsPerCall = 3;

	long slowestCall;

	private long sequence;

	VirtualFleet(String... properties) {
		this(null, 7, 1, settings(properties));
	}

	private VirtualFleet(@Nullable String zone, long seed, int callers, LoadBalancingSettings settings) {
		this.random = new Random(seed);
		for (int i = 0; i < callers; i++) {
			this.callers.add(new Target("inventory", settings, Targets.filters("inventory", settings, zone),
					new TimeAndChance(() -> this.now, () -> this.random), this));
		}
		this.target = this.callers.get(0);
	}

	static VirtualFleet inZone(String zone) {
		return new VirtualFleet(zone, 7, 1, settings());
	}

	static VirtualFleet ofCallers(int callers, long seed) {
		return new VirtualFleet(null, seed, callers, settings());
	}

	static LoadBalancingSettings settings(String... properties) {
		Map<String, String> map = new HashMap<>();
		for (String property : properties) {
			int equals = property.indexOf('=');
			map.put("test." + property.substring(0, equals), property.substring(equals + 1));
		}
		return new Binder(new MapConfigurationPropertySource(map)).bindOrCreate("test", LoadBalancingProperties.class)
			.settings();
	}

	@Override
	public void onEjection(Target target, EjectionReason reason) {
		this.ejections.add(reason);
	}

	static DefaultServiceInstance instance(String host, String... metadata) {
		Map<String, String> map = new HashMap<>();
		for (int i = 0; i < metadata.length; i += 2) {
			map.put(metadata[i], metadata[i + 1]);
		}
		return new DefaultServiceInstance(host, "inventory", host, 80, false, map);
	}

	VirtualFleet add(String host, VirtualInstance behaviour, String... metadata) {
		this.behaviours.put(host, behaviour);
		List<ServiceInstance> more = new ArrayList<>(this.list);
		more.add(instance(host, metadata));
		this.list = List.copyOf(more);
		return this;
	}

	VirtualFleet behave(String host, VirtualInstance behaviour) {
		this.behaviours.put(host, behaviour);
		return this;
	}

	VirtualFleet remove(String host) {
		this.list = this.list.stream().filter((instance) -> !instance.getHost().equals(host)).toList();
		return this;
	}

	/**
	 * Let time pass with calls, and forget what was counted before.
	 */
	VirtualFleet run(Duration time) {
		this.visits.clear();
		this.arrivals.clear();
		this.ejections.clear();
		this.failedCalls = 0;
		this.slowestCall = 0;
		long end = this.now + time.toNanos();
		long arrival = this.now;
		while (arrival < end) {
			arrival += (long) (-Math.log(1 - this.random.nextDouble()) * TimeUnit.SECONDS.toNanos(1) / this.rate);
			Target target = this.callers.get((this.callers.size() > 1) ? this.random.nextInt(this.callers.size()) : 0);
			Call call = new Call(target, new TriedInstances(), arrival);
			call.tried().chosenBy(target);
			at(arrival, () -> attempt(call, 1));
			runUntil(arrival);
		}
		return this;
	}

	/**
	 * Complete the calls in flight.
	 */
	VirtualFleet drain() {
		runUntil(Long.MAX_VALUE);
		return this;
	}

	private void runUntil(long time) {
		while (!this.events.isEmpty() && this.events.peek().time() <= time) {
			Event event = this.events.remove();
			this.now = event.time();
			event.action().run();
		}
	}

	private void at(long time, Runnable action) {
		this.events.add(new Event(time, this.sequence++, action));
	}

	private void attempt(Call call, int number) {
		Instance chosen = call.target().choose(this.list, call.tried());
		if (chosen == null) {
			this.failedCalls++;
			return;
		}
		call.tried().add(chosen.service());
		this.visits.merge(chosen.address().host(), 1, Integer::sum);
		this.arrivals.add(new Arrival(this.now, chosen.address().host()));
		Visit visit = Objects.requireNonNull(call.target().begin(chosen.service()));
		call.tried().visiting(visit);
		VirtualInstance behaviour = this.behaviours.get(chosen.address().host());
		long answer = (behaviour != null) ? behaviour.answer(this.random, this.now) : REFUSES;
		if (behaviour != null && behaviour.rejectPercent() > 0
				&& this.random.nextInt(100) < behaviour.rejectPercent()) {
			at(this.now + 500_000, () -> end(call, number, visit, Result.DEPENDENCY));
		}
		else if (answer == HANGS) {
			at(this.now + TIMEOUT, () -> end(call, number, visit, null));
		}
		else if (answer == REFUSES) {
			end(call, number, visit, Result.UNREACHABLE);
		}
		else {
			boolean bad = behaviour != null && this.random.nextInt(100) < behaviour.errorPercent();
			at(this.now + answer, () -> end(call, number, visit, bad ? Result.FAILED : Result.ANSWERED));
		}
	}

	private void end(Call call, int number, Visit visit, @Nullable Result result) {
		if (result != null) {
			visit.end(result);
		}
		else {
			visit.failedAfterAll();
		}
		if (result == Result.ANSWERED) {
			this.slowestCall = Math.max(this.slowestCall, this.now - call.begin());
		}
		else if (number < this.attemptsPerCall) {
			attempt(call, number + 1);
		}
		else {
			this.failedCalls++;
		}
	}

	double share(String host) {
		int all = this.visits.values().stream().mapToInt(Integer::intValue).sum();
		return (double) visits(host) / all;
	}

	int visits(String host) {
		return this.visits.getOrDefault(host, 0);
	}

	/**
	 * Return the shares of an instance in all windows of that length, of which one begins
	 * each second.
	 */
	DoubleStream shares(String host, Duration window) {
		long first = this.arrivals.get(0).time();
		long last = this.arrivals.get(this.arrivals.size() - 1).time();
		return LongStream.iterate(first, (from) -> from + window.toNanos() <= last, (from) -> from + 1_000_000_000)
			.mapToDouble((from) -> share(host, from, from + window.toNanos()));
	}

	private double share(String host, long from, long to) {
		int all = 0;
		int own = 0;
		for (Arrival arrival : this.arrivals) {
			if (arrival.time() >= from && arrival.time() < to) {
				all++;
				own += arrival.host().equals(host) ? 1 : 0;
			}
		}
		return (double) own / all;
	}

	int inFlight() {
		return this.target.current().all().stream().mapToInt((instance) -> instance.load().inFlight()).sum();
	}

	/**
	 * What an instance does with a request.
	 *
	 * @param latency the milliseconds of an answer at a time, or {@link #REFUSES} or
	 * {@link #HANGS}
	 * @param errorPercent the share of answers that are errors
	 * @param spread the factor by which a latency differs from that
	 * @param rejectPercent the share of requests that are rejected at once because of a
	 * dependency
	 */
	record VirtualInstance(LongToIntFunction latency, int errorPercent, ToDoubleFunction<Random> spread,
			int rejectPercent) {

		VirtualInstance(LongToIntFunction latency, int errorPercent, ToDoubleFunction<Random> spread) {
			this(latency, errorPercent, spread, 0);
		}

		VirtualInstance rejecting(int percent) {
			return new VirtualInstance(this.latency, this.errorPercent, this.spread, percent);
		}

		// Half to one and a half of it
		VirtualInstance(LongToIntFunction latency, int errorPercent) {
			this(latency, errorPercent, (random) -> 0.5 + random.nextDouble());
		}

		static VirtualInstance healthy() {
			return answering(5);
		}

		static VirtualInstance answering(int millis) {
			return new VirtualInstance((now) -> millis, 0);
		}

		static VirtualInstance failing(int percent) {
			return new VirtualInstance((now) -> 5, percent);
		}

		static VirtualInstance refusing() {
			return new VirtualInstance((now) -> REFUSES, 0);
		}

		static VirtualInstance hanging() {
			return new VirtualInstance((now) -> HANGS, 0);
		}

		long answer(Random random, long now) {
			int millis = this.latency.applyAsInt(now);
			if (millis < 0) {
				return millis;
			}
			return (long) (TimeUnit.MILLISECONDS.toNanos(millis) * this.spread.applyAsDouble(random));
		}

	}

	private record Call(Target target, TriedInstances tried, long begin) {

	}

	private record Arrival(long time, String host) {

	}

	private record Event(long time, long sequence, Runnable action) implements Comparable<Event> {

		@Override
		public int compareTo(Event other) {
			int byTime = Long.compare(this.time, other.time);
			return (byTime != 0) ? byTime : Long.compare(this.sequence, other.sequence);
		}

	}

}
