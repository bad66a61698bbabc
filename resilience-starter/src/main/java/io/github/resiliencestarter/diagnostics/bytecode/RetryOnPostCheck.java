package io.github.resiliencestarter.diagnostics.bytecode;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.resiliencestarter.annotation.MethodSpec;
import io.github.resiliencestarter.annotation.Stage;
import io.github.resiliencestarter.diagnostics.AnnotatedBean;
import io.github.resiliencestarter.diagnostics.Check;
import io.github.resiliencestarter.diagnostics.Finding;
import io.github.resiliencestarter.diagnostics.MethodName;
import io.github.resiliencestarter.diagnostics.Rule;
import io.github.resiliencestarter.diagnostics.bytecode.MethodCall.Member;

import org.springframework.asm.Type;

/**
 * Check that only requests that are safe to repeat are retried. A protected client knows
 * which requests are safe; {@code @Retry} does not.
 */
final class RetryOnPostCheck implements Check {

	private final List<AnnotatedBean> beans;

	private final MethodCalls calls;

	private final Set<Class<?>> httpInterfaces;

	/**
	 * Create a check.
	 * @param beans the beans
	 * @param calls the reader of their bytecode
	 * @param httpInterfaces the HTTP interfaces of the application
	 */
	RetryOnPostCheck(List<AnnotatedBean> beans, MethodCalls calls, Set<Class<?>> httpInterfaces) {
		this.beans = beans;
		this.calls = calls;
		this.httpInterfaces = httpInterfaces;
	}

	@Override
	public List<Finding> find() {
		Set<Member> posting = this.httpInterfaces.stream()
			.flatMap((type) -> Stream.of(type.getMethods())
				.filter(PostingMethods::contains)
				.map((method) -> member(type, method)))
			.collect(Collectors.toSet());
		return this.beans.stream()
			.flatMap((bean) -> bean.methods().stream())
			.filter((method) -> method.stages().stream().anyMatch((stage) -> stage.stage() == Stage.RETRY))
			.flatMap((method) -> find(method, posting).stream())
			.distinct()
			.toList();
	}

	private Optional<Finding> find(MethodSpec method, Set<Member> posting) {
		if (PostingMethods.contains(method.method())) {
			return Optional.of(finding(method, "It sends a POST or PATCH"));
		}
		Member caller = member(method.method().getDeclaringClass(), method.method());
		return this.calls.of(method.method().getDeclaringClass())
			.stream()
			.filter((call) -> call.caller().equals(caller))
			.map(MethodCall::callee)
			.filter((callee) -> PostingMethods.contains(callee) || posting.contains(callee))
			.findFirst()
			.map((callee) -> finding(method, "It calls " + Type.getObjectType(callee.owner()).getClassName() + "."
					+ callee.name() + "(), which sends a POST or PATCH"));
	}

	private static Finding finding(MethodSpec method, String what) {
		return new Finding(Rule.RETRY_ON_POST, MethodName.of(method.targetClass(), method.method()),
				what + ", and @Retry repeats it if the response is lost.",
				"Remove @Retry: the client itself retries requests that are safe to repeat, such as those with an Idempotency-Key");
	}

	private static Member member(Class<?> type, Method method) {
		return new Member(Type.getInternalName(type), method.getName(), Type.getMethodDescriptor(method));
	}

}
