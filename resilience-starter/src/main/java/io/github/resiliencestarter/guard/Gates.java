package io.github.resiliencestarter.guard;

import java.util.Arrays;

import io.github.resiliencestarter.engines.TargetEngines;
import org.jspecify.annotations.Nullable;

/**
 * Gates of one target, from the outside in:
 *
 * <pre>
 * deadline( breaker( bulkhead( limit( attempt ))))
 * </pre>
 *
 * They are entered forwards and left backwards. Immutable.
 */
final class Gates {

	private final GuardParts parts;

	private final TargetEngines engines;

	private final Gate[] gates;

	private Gates(GuardParts parts, TargetEngines engines, Gate... gates) {
		this.parts = parts;
		this.engines = engines;
		this.gates = gates;
	}

	static Gates of(GuardParts parts, TargetEngines engines) {
		Gates gates = new Gates(parts, engines, new DeadlineGate(),
				new BreakerGate(engines.breaker(), parts.userRules(), engines.openWait()),
				new BulkheadGate(engines.bulkhead()));
		ConcurrencyLimit limit = parts.limit();
		return (limit != null) ? gates.with(new LimitGate(limit, engines.bulkhead())) : gates;
	}

	private Gates with(Gate innermost) {
		Gate[] gates = Arrays.copyOf(this.gates, this.gates.length + 1);
		gates[this.gates.length] = innermost;
		return new Gates(this.parts, this.engines, gates);
	}

	/**
	 * Returns these gates without those that are around the call already.
	 * @param enclosing the innermost instance around the call, or {@code null}
	 * @param target the target
	 */
	Gates within(@Nullable Enclosing enclosing, String target) {
		if (enclosing == null) {
			return this;
		}
		return new Gates(this.parts, this.engines,
				Arrays.stream(this.gates)
					.filter((gate) -> !Enclosing.has(enclosing, gate.kind(), target))
					.toArray(Gate[]::new));
	}

	GuardParts parts() {
		return this.parts;
	}

	TargetEngines engines() {
		return this.engines;
	}

	/**
	 * Enters the gates. If one rejects, those entered before are left: the rejection says
	 * nothing about the target.
	 * @return the rejection, or {@code null} if all gates have been entered
	 */
	@Nullable Rejection enter(Passage passage) {
		Gate[] gates = this.gates;
		int entered = 0;
		try {
			while (entered < gates.length) {
				Rejection rejection = enter(entered, gates[entered], passage);
				if (rejection != null) {
					return rejection;
				}
				entered++;
			}
			return null;
		}
		finally {
			if (entered < gates.length) {
				leave(entered, passage, Outcome.UNRELATED, true, true);
			}
		}
	}

	/**
	 * Leaves the gates whose time has come.
	 * @param judged whether to leave the gates that wait for the outcome
	 * @param over whether to leave those that are held until the attempt is over
	 */
	void leave(Passage passage, Outcome outcome, boolean judged, boolean over) {
		leave(this.gates.length, passage, outcome, judged, over);
	}

	// A user's event consumer may throw an exception; the other gates must be left
	// anyway
	private void leave(int entered, Passage passage, Outcome outcome, boolean judged, boolean over) {
		RuntimeException failure = null;
		for (int i = entered - 1; i >= 0; i--) {
			Gate gate = this.gates[i];
			if ((judged && over) || (gate.isHeldUntilOver() ? over : judged)) {
				try {
					leave(i, gate, passage, outcome);
				}
				catch (RuntimeException ex) {
					failure = ex;
				}
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

	// One call site for each position: the JIT compiler sees one type of gate there and
	// inlines it

	private static @Nullable Rejection enter(int position, Gate gate, Passage passage) {
		return switch (position) {
			case 0 -> gate.enter(passage);
			case 1 -> gate.enter(passage);
			case 2 -> gate.enter(passage);
			default -> gate.enter(passage);
		};
	}

	private static void leave(int position, Gate gate, Passage passage, Outcome outcome) {
		switch (position) {
			case 0 -> gate.leave(passage, outcome);
			case 1 -> gate.leave(passage, outcome);
			case 2 -> gate.leave(passage, outcome);
			default -> gate.leave(passage, outcome);
		}
	}

}
