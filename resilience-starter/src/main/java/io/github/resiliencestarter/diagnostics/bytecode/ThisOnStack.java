package io.github.resiliencestarter.diagnostics.bytecode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.asm.Label;

/**
 * Operand stack and local variables of a method while its bytecode is read from top to
 * bottom. For each slot, it only tracks whether it holds {@code this}.
 */
final class ThisOnStack {

	private final Map<Label, List<Boolean>> atLabels = new HashMap<>();

	private final Set<Integer> locals = new HashSet<>();

	private List<Boolean> slots = new ArrayList<>();

	private boolean reachable = true;

	ThisOnStack(boolean hasThis) {
		if (hasThis) {
			this.locals.add(0);
		}
	}

	void push(int slots) {
		for (int i = 0; i < slots; i++) {
			this.slots.add(false);
		}
	}

	void pop(int slots) {
		for (int i = 0; i < slots && !this.slots.isEmpty(); i++) {
			this.slots.remove(this.slots.size() - 1);
		}
	}

	void load(int local) {
		this.slots.add(this.locals.contains(local));
	}

	void store(int local, int slots) {
		if (slots == 1 && isThis(0)) {
			this.locals.add(local);
		}
		else {
			this.locals.remove(local);
		}
		pop(slots);
	}

	/**
	 * Return whether a slot holds {@code this}.
	 * @param depth the number of slots above it
	 */
	boolean isThis(int depth) {
		int index = this.slots.size() - 1 - depth;
		return index >= 0 && this.slots.get(index);
	}

	/**
	 * Copy the topmost slots below others.
	 * @param count the number of slots to copy
	 * @param below the number of slots, after those, to put the copy below
	 */
	void copy(int count, int below) {
		int size = this.slots.size();
		if (size >= count + below) {
			this.slots.addAll(size - count - below, List.copyOf(this.slots.subList(size - count, size)));
		}
	}

	void swap() {
		copy(1, 1);
		pop(1);
	}

	void jump(Label label) {
		this.atLabels.putIfAbsent(label, List.copyOf(this.slots));
	}

	/**
	 * Record that the following code is reached only by a jump.
	 */
	void end() {
		this.reachable = false;
	}

	void label(Label label) {
		List<Boolean> saved = this.atLabels.get(label);
		if (!this.reachable) {
			this.slots = (saved != null) ? new ArrayList<>(saved) : new ArrayList<>();
			this.reachable = true;
		}
	}

	/**
	 * Record that an exception handler begins at a label.
	 */
	void handler(Label label) {
		this.atLabels.put(label, List.of(false));
	}

}
