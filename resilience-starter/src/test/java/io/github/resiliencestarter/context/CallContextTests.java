package io.github.resiliencestarter.context;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CallContext} and {@link ContextSlot}.
 */
class CallContextTests {

	private final Map<ContextKey, ContextSlot<String>> slots = new EnumMap<>(ContextKey.class);

	private final ContextSlot<String> deadline;

	private final ContextSlot<String> attempt;

	CallContextTests() {
		for (ContextKey key : ContextKey.values()) {
			this.slots.put(key, new ContextSlot<>(key));
		}
		this.deadline = new ContextSlot<>(ContextKey.DEADLINE);
		this.attempt = new ContextSlot<>(ContextKey.ATTEMPT);
	}

	@AfterEach
	void threadKeepsNothing() {
		assertThat(CallContext.CURRENT.get()).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void eachValueIsReplacedAndRestored(ContextKey key) {
		ContextSlot<String> slot = new ContextSlot<>(key);
		assertThat(slot.replace("outer")).isNull();
		assertThat(slot.replace("inner")).isEqualTo("outer");
		assertThat(slot.get()).isEqualTo("inner");
		assertThat(slot.replace("outer")).isEqualTo("inner");
		assertThat(slot.replace(null)).isEqualTo("outer");
		assertThat(slot.get()).isNull();
		assertThat(slot.replace(null)).isNull();
	}

	@Test
	void valuesDoNotReplaceOneAnother() {
		this.slots.forEach((key, slot) -> slot.replace(key.name()));
		this.slots.forEach((key, slot) -> assertThat(slot.get()).isEqualTo(key.name()));
		this.deadline.replace(null);
		assertThat(this.attempt.get()).isEqualTo("ATTEMPT");
		this.slots.values().forEach((slot) -> slot.replace(null));
	}

	@Test
	void attemptsWithinARequestShareItsObject() {
		this.deadline.replace("request");
		Object object = CallContext.CURRENT.get();
		for (int i = 0; i < 3; i++) {
			this.deadline.replace("attempt");
			this.attempt.replace("attempt");
			assertThat((Object) CallContext.CURRENT.get()).isSameAs(object);
			this.attempt.replace(null);
			this.deadline.replace("request");
		}
		assertThat((Object) CallContext.CURRENT.get()).isSameAs(object);
		this.deadline.replace(null);
	}

	@Test
	void callTakesAlongWhatIsNotBoundToItsThread() throws Exception {
		this.slots.forEach((key, slot) -> slot.replace(key.name()));
		CallContext context = CallContext.capture();
		this.slots.values().forEach((slot) -> slot.replace(null));
		String seen = CompletableFuture.supplyAsync(() -> seenWithin(context)).get();
		assertThat(seen).isEqualTo("[DEADLINE, ENCLOSING, null, null, null, null]");
	}

	@Test
	void otherThreadHasItsOwnValuesBackAfterTheCall() {
		CallContext none = CallContext.capture();
		this.deadline.replace("captured");
		CallContext context = CallContext.capture();
		this.deadline.replace("own");
		this.attempt.replace("own attempt");
		assertThat(seenWithin(context)).isEqualTo("[captured, null, own attempt, null, null, null]");
		assertThat(seenWithin(none)).isEqualTo("[null, null, own attempt, null, null, null]");
		assertThat(this.deadline.replace(null)).isEqualTo("own");
		assertThat(this.attempt.replace(null)).isEqualTo("own attempt");
	}

	@Test
	void callThatFailsLeavesNothing() {
		this.deadline.replace("captured");
		CallContext context = CallContext.capture();
		this.deadline.replace(null);
		assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> context.call(() -> {
			this.slots.values().forEach((slot) -> slot.replace("left"));
			throw new StackOverflowError();
		}));
		this.deadline.replace("own");
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> context.call(() -> {
			this.slots.values().forEach((slot) -> slot.replace("left"));
			throw new IllegalStateException();
		}));
		assertThat(this.deadline.replace(null)).isEqualTo("own");
	}

	@Test
	void callsCanBeNested() throws Exception {
		CallContext none = CallContext.capture();
		this.deadline.replace("outer");
		CallContext outer = CallContext.capture();
		this.deadline.replace("inner");
		CallContext inner = CallContext.capture();
		this.deadline.replace(null);
		String seen = outer
			.call(() -> inner.call(() -> none.call(() -> this.deadline.get() + " ") + this.deadline.get()) + " "
					+ this.deadline.get());
		assertThat(seen).isEqualTo("null inner outer");
	}

	private String seenWithin(CallContext context) {
		try {
			return context.call(() -> Arrays.toString(this.slots.values().stream().map(ContextSlot::get).toArray()));
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
