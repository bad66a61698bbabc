package io.github.resiliencestarter.diagnostics.bytecode;

import java.util.function.Consumer;

import io.github.resiliencestarter.diagnostics.bytecode.MethodCall.Member;

import org.springframework.asm.ConstantDynamic;
import org.springframework.asm.Handle;
import org.springframework.asm.Label;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.asm.Type;

import org.jspecify.annotations.Nullable;

/**
 * Visitor of a method that reports which methods it calls or refers to, and whether on
 * its own object.
 */
final class CallVisitor extends MethodVisitor {

	private final Member caller;

	private final ThisOnStack stack;

	private final Consumer<MethodCall> calls;

	CallVisitor(Member caller, boolean hasThis, Consumer<MethodCall> calls) {
		super(SpringAsmInfo.ASM_VERSION);
		this.caller = caller;
		this.stack = new ThisOnStack(hasThis);
		this.calls = calls;
	}

	@Override
	public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
		int sizes = Type.getArgumentsAndReturnSizes(descriptor);
		int arguments = (sizes >> 2) - 1;
		boolean isStatic = opcode == Opcodes.INVOKESTATIC;
		this.calls.accept(new MethodCall(this.caller, new Member(owner, name, descriptor),
				!isStatic && this.stack.isThis(arguments)));
		this.stack.pop(isStatic ? arguments : arguments + 1);
		this.stack.push(sizes & 3);
	}

	@Override
	public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... constants) {
		int sizes = Type.getArgumentsAndReturnSizes(descriptor);
		int captured = (sizes >> 2) - 1;
		for (Object constant : constants) {
			if (constant instanceof Handle reference && reference.getTag() != Opcodes.H_INVOKESTATIC) {
				Member callee = new Member(reference.getOwner(), reference.getName(), reference.getDesc());
				this.calls.accept(new MethodCall(this.caller, callee, captured > 0 && this.stack.isThis(captured - 1)));
			}
		}
		this.stack.pop(captured);
		this.stack.push(sizes & 3);
	}

	@Override
	public void visitInsn(int opcode) {
		switch (opcode) {
			case Opcodes.DUP -> this.stack.copy(1, 0);
			case Opcodes.DUP_X1 -> this.stack.copy(1, 1);
			case Opcodes.DUP_X2 -> this.stack.copy(1, 2);
			case Opcodes.DUP2 -> this.stack.copy(2, 0);
			case Opcodes.DUP2_X1 -> this.stack.copy(2, 1);
			case Opcodes.DUP2_X2 -> this.stack.copy(2, 2);
			case Opcodes.SWAP -> this.stack.swap();
			case Opcodes.IRETURN, Opcodes.LRETURN, Opcodes.FRETURN, Opcodes.DRETURN, Opcodes.ARETURN, Opcodes.RETURN,
					Opcodes.ATHROW ->
				this.stack.end();
			default -> change(StackDelta.of(opcode));
		}
	}

	private void change(int delta) {
		this.stack.pop(Math.max(0, -delta));
		this.stack.push(Math.max(0, delta));
	}

	@Override
	public void visitVarInsn(int opcode, int local) {
		switch (opcode) {
			case Opcodes.ILOAD, Opcodes.FLOAD -> this.stack.push(1);
			case Opcodes.LLOAD, Opcodes.DLOAD -> this.stack.push(2);
			case Opcodes.ALOAD -> this.stack.load(local);
			case Opcodes.LSTORE, Opcodes.DSTORE -> this.stack.store(local, 2);
			case Opcodes.ISTORE, Opcodes.FSTORE, Opcodes.ASTORE -> this.stack.store(local, 1);
			default -> {
			}
		}
	}

	@Override
	public void visitIntInsn(int opcode, int operand) {
		this.stack.push((opcode == Opcodes.NEWARRAY) ? 0 : 1);
	}

	@Override
	public void visitTypeInsn(int opcode, String type) {
		this.stack.pop((opcode == Opcodes.INSTANCEOF) ? 1 : 0);
		this.stack.push((opcode == Opcodes.INSTANCEOF || opcode == Opcodes.NEW) ? 1 : 0);
	}

	@Override
	public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
		int size = Type.getType(descriptor).getSize();
		boolean onObject = opcode == Opcodes.GETFIELD || opcode == Opcodes.PUTFIELD;
		boolean put = opcode == Opcodes.PUTFIELD || opcode == Opcodes.PUTSTATIC;
		this.stack.pop((onObject ? 1 : 0) + (put ? size : 0));
		this.stack.push(put ? 0 : size);
	}

	@Override
	public void visitLdcInsn(Object constant) {
		boolean twoSlots = constant instanceof Long || constant instanceof Double
				|| (constant instanceof ConstantDynamic dynamic && dynamic.getSize() == 2);
		this.stack.push(twoSlots ? 2 : 1);
	}

	@Override
	public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
		this.stack.pop(dimensions);
		this.stack.push(1);
	}

	@Override
	public void visitJumpInsn(int opcode, Label label) {
		if (opcode >= Opcodes.IF_ICMPEQ && opcode <= Opcodes.IF_ACMPNE) {
			this.stack.pop(2);
		}
		else if (opcode != Opcodes.GOTO) {
			this.stack.pop(1);
		}
		this.stack.jump(label);
		if (opcode == Opcodes.GOTO) {
			this.stack.end();
		}
	}

	@Override
	public void visitTableSwitchInsn(int min, int max, Label other, Label... labels) {
		visitSwitch(other, labels);
	}

	@Override
	public void visitLookupSwitchInsn(Label other, int[] keys, Label[] labels) {
		visitSwitch(other, labels);
	}

	private void visitSwitch(Label other, Label[] labels) {
		this.stack.pop(1);
		this.stack.jump(other);
		for (Label label : labels) {
			this.stack.jump(label);
		}
		this.stack.end();
	}

	@Override
	public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
		this.stack.handler(handler);
	}

	@Override
	public void visitLabel(Label label) {
		this.stack.label(label);
	}

}
