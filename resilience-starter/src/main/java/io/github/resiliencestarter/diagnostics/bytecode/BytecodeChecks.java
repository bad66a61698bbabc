package io.github.resiliencestarter.diagnostics.bytecode;

import java.util.List;
import java.util.Set;

import io.github.resiliencestarter.diagnostics.AnnotatedBean;
import io.github.resiliencestarter.diagnostics.Check;
import io.github.resiliencestarter.diagnostics.CheckSource;

/**
 * {@link CheckSource} of the checks that read bytecode.
 */
final class BytecodeChecks implements CheckSource {

	@Override
	public String feature() {
		return "bytecode";
	}

	@Override
	public List<Check> checks(List<AnnotatedBean> beans, Set<Class<?>> httpInterfaces) {
		MethodCalls calls = new MethodCalls();
		return List.of(new SelfInvocationCheck(beans, calls), new RetryOnPostCheck(beans, calls, httpInterfaces));
	}

}
