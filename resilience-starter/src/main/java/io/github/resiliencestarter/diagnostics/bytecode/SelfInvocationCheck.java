package io.github.resiliencestarter.diagnostics.bytecode;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.resiliencestarter.annotation.MethodSpec;
import io.github.resiliencestarter.diagnostics.AnnotatedBean;
import io.github.resiliencestarter.diagnostics.Check;
import io.github.resiliencestarter.diagnostics.Finding;
import io.github.resiliencestarter.diagnostics.Rule;
import io.github.resiliencestarter.diagnostics.bytecode.MethodCall.Member;

import org.springframework.asm.Type;

/**
 * Check that annotated methods are called through their proxy, which a call on
 * {@code this} bypasses.
 */
final class SelfInvocationCheck implements Check {

	private final List<AnnotatedBean> beans;

	private final MethodCalls calls;

	SelfInvocationCheck(List<AnnotatedBean> beans, MethodCalls calls) {
		this.beans = beans;
		this.calls = calls;
	}

	@Override
	public List<Finding> find() {
		Map<Member, Finding> findings = new LinkedHashMap<>();
		this.beans.forEach((bean) -> find(bean, findings));
		return List.copyOf(findings.values());
	}

	private void find(AnnotatedBean bean, Map<Member, Finding> findings) {
		for (Class<?> type = bean.type(); type != null
				&& !type.getName().startsWith("java."); type = type.getSuperclass()) {
			for (MethodCall call : this.calls.of(type)) {
				for (MethodSpec method : call.onThis() ? bean.methods() : List.<MethodSpec>of()) {
					if (isInterceptable(method.method()) && call.callee().hasSignatureOf(member(method.method()))
							&& !call.callee().hasSignatureOf(call.caller())) {
						findings.putIfAbsent(call.caller(), finding(type, call, method));
					}
				}
			}
		}
	}

	private static boolean isInterceptable(Method method) {
		return !Modifier.isPrivate(method.getModifiers());
	}

	private static Member member(Method method) {
		return new Member(Type.getInternalName(method.getDeclaringClass()), method.getName(),
				Type.getMethodDescriptor(method));
	}

	private static Finding finding(Class<?> type, MethodCall call, MethodSpec method) {
		List<String> annotations = new ArrayList<>();
		method.stages().forEach((stage) -> annotations.add("@" + stage.stage().annotation().getSimpleName()));
		return new Finding(Rule.SELF_INVOCATION, callerName(type, call.caller().name()),
				"It calls %s() on this, which bypasses the proxy and its %s.".formatted(method.method().getName(),
						String.join(" and ", annotations)),
				"Move one of the two methods to another bean, or annotate this one");
	}

	/**
	 * Return the name of the method in the source; the body of a lambda is a separate
	 * method.
	 */
	private static String callerName(Class<?> type, String name) {
		String[] parts = name.split("\\$", -1);
		return type.getTypeName() + "." + ((name.startsWith("lambda$") && parts.length > 2) ? parts[1] : name) + "()";
	}

}
