package io.github.resiliencestarter.diagnostics.bytecode;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.resiliencestarter.diagnostics.bytecode.MethodCall.Member;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.asm.Type;
import org.springframework.util.ClassUtils;

import org.jspecify.annotations.Nullable;

/**
 * Reader of the calls that the methods of a class make. Each class is read once. If its
 * bytecode is unavailable, as in a native image, it has no known calls.
 */
final class MethodCalls {

	private static final Log logger = LogFactory.getLog(MethodCalls.class);

	private final Map<Class<?>, List<MethodCall>> known = new HashMap<>();

	List<MethodCall> of(Class<?> type) {
		return this.known.computeIfAbsent(type, MethodCalls::read);
	}

	private static List<MethodCall> read(Class<?> type) {
		List<MethodCall> calls = new ArrayList<>();
		try (InputStream bytecode = type.getResourceAsStream(ClassUtils.getClassFileName(type))) {
			if (bytecode != null) {
				new ClassReader(bytecode).accept(new Visitor(Type.getInternalName(type), calls),
						ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
			}
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Cannot read the bytecode of " + type.getName(), ex);
		}
		return calls;
	}

	/**
	 * Visitor of a class. Bridge methods are skipped, because they only call the method
	 * that they bridge to.
	 */
	private static final class Visitor extends ClassVisitor {

		private final List<MethodCall> calls;

		private final String type;

		Visitor(String type, List<MethodCall> calls) {
			super(SpringAsmInfo.ASM_VERSION);
			this.type = type;
			this.calls = calls;
		}

		@Override
		public @Nullable MethodVisitor visitMethod(int access, String name, String descriptor,
				@Nullable String signature, String @Nullable [] exceptions) {
			if ((access & Opcodes.ACC_BRIDGE) != 0) {
				return null;
			}
			boolean hasThis = (access & Opcodes.ACC_STATIC) == 0;
			return new CallVisitor(new Member(this.type, name, descriptor), hasThis, this.calls::add);
		}

	}

}
