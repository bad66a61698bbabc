package io.github.resiliencestarter.diagnostics.bytecode;

import org.springframework.asm.Opcodes;

/**
 * Change of the height of the operand stack by an instruction without operands, in slots,
 * according to JVMS chapter 6.5. Excludes instructions that move values on the stack.
 */
final class StackDelta {

	private StackDelta() {
	}

	static int of(int opcode) {
		return switch (opcode) {
			case Opcodes.LCONST_0, Opcodes.LCONST_1, Opcodes.DCONST_0, Opcodes.DCONST_1 -> 2;
			case Opcodes.I2L, Opcodes.I2D, Opcodes.F2L, Opcodes.F2D -> 1;
			case Opcodes.L2I, Opcodes.L2F, Opcodes.D2I, Opcodes.D2F, Opcodes.FCMPL, Opcodes.FCMPG, Opcodes.POP,
					Opcodes.LSHL, Opcodes.LSHR, Opcodes.LUSHR, Opcodes.MONITORENTER, Opcodes.MONITOREXIT ->
				-1;
			case Opcodes.POP2, Opcodes.LAND, Opcodes.LOR, Opcodes.LXOR -> -2;
			case Opcodes.LCMP, Opcodes.DCMPL, Opcodes.DCMPG -> -3;
			case Opcodes.LASTORE, Opcodes.DASTORE -> -4;
			case Opcodes.LALOAD, Opcodes.DALOAD -> 0;
			default -> ofRange(opcode);
		};
	}

	private static int ofRange(int opcode) {
		if (opcode >= Opcodes.ACONST_NULL && opcode <= Opcodes.DCONST_1) {
			return 1;
		}
		if (opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD) {
			return -1;
		}
		if (opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE) {
			return -3;
		}
		if (opcode >= Opcodes.IADD && opcode <= Opcodes.DREM) {
			boolean twoSlots = (opcode - Opcodes.IADD) % 2 == 1;
			return twoSlots ? -2 : -1;
		}
		return (opcode >= Opcodes.ISHL && opcode <= Opcodes.IXOR) ? -1 : 0;
	}

}
