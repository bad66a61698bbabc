package io.github.resiliencestarter.annotation;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Methods that fit as fallbacks of one method. If any method has exactly the parameters
 * of the failed method, by type or by erasure as in Resilience4j, methods with wider
 * parameters are not used.
 */
final class FittingMethods {

	private static final int BY_TYPE = 0;

	private static final int BY_ERASURE = 1;

	private static final int WIDER = 2;

	private final Signature failed;

	private final List<Signature> erasures;

	private final Class<?> type;

	private final @Nullable String beanName;

	private final List<Ranked> methods = new ArrayList<>();

	/**
	 * Create the list.
	 * @param spec the failed method
	 * @param type the class that has the fallbacks
	 * @param beanName the name of the bean of that class, or {@code null} if it is the
	 * bean of the failed method
	 */
	FittingMethods(MethodSpec spec, Class<?> type, @Nullable String beanName) {
		this.failed = Signature.of(spec.method(), spec.targetClass());
		this.erasures = Signature.erasures(spec.method(), spec.targetClass());
		this.type = type;
		this.beanName = beanName;
	}

	/**
	 * Add a method if it fits.
	 */
	void add(Method method) {
		Signature candidate = Signature.of(method, this.type);
		Integer rank = rank(candidate, Signature.erased(method));
		if (rank != null) {
			this.methods.add(new Ranked(rank, new FallbackMethod(method, candidate.exceptionType(),
					!candidate.takesOnlyTheException(), this.beanName)));
		}
	}

	private @Nullable Integer rank(Signature candidate, Signature erased) {
		if (!returnsWhatFailed(candidate, erased) || (candidate.suspending() && !this.failed.suspending())) {
			return null;
		}
		if (candidate.takesOnlyTheException() || candidate.takesTheExceptionAfter(this.failed)) {
			return BY_TYPE;
		}
		if (this.erasures.stream().anyMatch(erased::takesTheExceptionAfter)) {
			return BY_ERASURE;
		}
		return candidate.takesTheExceptionAfterWhatIs(this.failed) ? WIDER : null;
	}

	private boolean returnsWhatFailed(Signature candidate, Signature erased) {
		return candidate.returnsWhat(this.failed)
				|| (candidate.mayReturnWhat(this.failed) && this.erasures.stream().anyMatch(erased::returnsWhat));
	}

	boolean isEmpty() {
		return this.methods.isEmpty();
	}

	/**
	 * Return one method for each type of exception.
	 */
	List<FallbackMethod> choose() {
		return List.copyOf(best().values());
	}

	private Map<Class<?>, FallbackMethod> best() {
		Map<Class<?>, FallbackMethod> best = new LinkedHashMap<>();
		candidates().forEach((method) -> best.putIfAbsent(method.exceptionType(), method));
		return best;
	}

	/**
	 * Return the type of exception that two methods handle, one with and one without the
	 * arguments of the failed method.
	 */
	@Nullable Class<?> ambiguous() {
		Map<Class<?>, FallbackMethod> best = best();
		return candidates().stream()
			.filter((method) -> best.getOrDefault(method.exceptionType(), method).withArguments() != method
				.withArguments())
			.findFirst()
			.<Class<?>>map(FallbackMethod::exceptionType)
			.orElse(null);
	}

	private List<FallbackMethod> candidates() {
		boolean exact = this.methods.stream().anyMatch((method) -> method.rank() < WIDER);
		return this.methods.stream()
			.filter((method) -> !exact || method.rank() < WIDER)
			.sorted(Comparator.comparingInt(Ranked::rank))
			.map(Ranked::method)
			.toList();
	}

	private record Ranked(int rank, FallbackMethod method) {

	}

}
