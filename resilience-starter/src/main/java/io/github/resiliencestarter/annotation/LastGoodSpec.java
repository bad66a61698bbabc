package io.github.resiliencestarter.annotation;

import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.BaseStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.resiliencestarter.guard.AnnotatedTypes;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.service.annotation.HttpExchange;

/**
 * {@link LastGoodAnswer @LastGoodAnswer} of one method.
 *
 * @param method the method that is run
 * @param maxStale the time for which an answer may be used, possibly with placeholders
 * @param key the expression for the key; empty if there is none
 * @param httpInterface whether the method belongs to an HTTP interface
 */
public record LastGoodSpec(Method method, String maxStale, String key, boolean httpInterface) {

	private static final AnnotatedTypes ANNOTATED = new AnnotatedTypes(List.of(LastGoodAnswer.class));

	private static final List<Class<?>> READ_ONCE = List.of(BaseStream.class, Iterator.class, InputStream.class,
			Future.class);

	private static final Pattern VARIABLE = Pattern.compile("#(\\w+)");

	private static final Pattern POSITION = Pattern.compile("[ap](\\d+)");

	private static final Set<String> OF_METHOD = Set.of("root", "this");

	/**
	 * Read the annotation of a method.
	 * @param method the method of the class or of one of its interfaces
	 * @param targetClass the class of the bean, without a proxy subclass
	 * @return the annotation, or {@code null} if there is none
	 */
	public static @Nullable LastGoodSpec of(Method method, Class<?> targetClass) {
		Method specific = AopUtils.getMostSpecificMethod(method, targetClass);
		if (!AnnotationUtils.isCandidateClass(specific.getDeclaringClass(), LastGoodAnswer.class)
				&& !AnnotationUtils.isCandidateClass(method.getDeclaringClass(), LastGoodAnswer.class)) {
			return null;
		}
		MergedAnnotations annotations = MergedAnnotations.from(specific, SearchStrategy.TYPE_HIERARCHY);
		MergedAnnotation<LastGoodAnswer> annotation = annotations.get(LastGoodAnswer.class);
		return annotation.isPresent() ? new LastGoodSpec(specific, annotation.getString("maxStale"),
				annotation.getString("key"), annotations.isPresent(HttpExchange.class)) : null;
	}

	/**
	 * Read the annotations of all methods of a class, including those that no proxy can
	 * intercept.
	 * @param type the class of the bean or the HTTP interface
	 * @return the annotations, ordered by the name of their method
	 */
	public static List<LastGoodSpec> allOf(Class<?> type) {
		if (!ANNOTATED.matches(type)) {
			return List.of();
		}
		return Stream.of(ReflectionUtils.getUniqueDeclaredMethods(type, (method) -> !method.isSynthetic()))
			.sorted(Comparator.comparing(Method::getName))
			.flatMap((method) -> Stream.ofNullable(of(method, type)))
			.toList();
	}

	/**
	 * Read the annotation of a method that runs as one composed call: of a bean, not of
	 * an HTTP interface or of a controller that implements one.
	 */
	static @Nullable LastGoodSpec ofBean(Method method, Class<?> targetClass) {
		LastGoodSpec spec = of(method, targetClass);
		return (spec != null && !spec.httpInterface()) ? spec : null;
	}

	/**
	 * Return the time for which an answer may be used.
	 * @param placeholders replaces placeholders
	 * @return the time
	 * @throws IllegalArgumentException if it is not a time longer than zero
	 */
	public Duration maxStale(UnaryOperator<String> placeholders) {
		Duration duration = DurationStyle.detectAndParse(placeholders.apply(this.maxStale));
		if (duration.isNegative() || duration.isZero()) {
			throw new IllegalArgumentException("'" + this.maxStale + "' is not longer than zero");
		}
		return duration;
	}

	/**
	 * Return what is wrong with the annotation.
	 * @param placeholders replaces placeholders
	 * @return sentences for a report, empty if it can work
	 */
	public List<String> problems(UnaryOperator<String> placeholders) {
		List<String> problems = new ArrayList<>();
		try {
			maxStale(placeholders);
		}
		catch (IllegalArgumentException ex) {
			problems.add("maxStale is no time such as 10m: " + ex.getMessage() + ".");
		}
		if (!this.httpInterface) {
			addReturnType(problems);
		}
		if (this.key.isEmpty()) {
			addArguments(problems);
		}
		else {
			addKey(problems);
		}
		return problems;
	}

	/**
	 * Return the type of the value that is kept: what an asynchronous method returns
	 * later.
	 * @return the type
	 */
	public Class<?> valueType() {
		Class<?> type = this.method.getReturnType();
		return (isFuture() || ReturnTypes.adapter(type) != null)
				? ResolvableType.forMethodReturnType(this.method).getGeneric().resolve(Object.class) : type;
	}

	private boolean isFuture() {
		return CompletionStage.class.isAssignableFrom(this.method.getReturnType());
	}

	private void addReturnType(List<String> problems) {
		Class<?> type = this.method.getReturnType();
		ReactiveAdapter adapter = isFuture() ? null : ReturnTypes.adapter(type);
		if (valueType() == void.class || valueType() == Void.class || (adapter != null && adapter.isNoValue())) {
			problems.add("The method returns nothing that could be kept.");
		}
		else if (KotlinDetector.isSuspendingFunction(this.method) || (adapter != null && adapter.isMultiValue())
				|| READ_ONCE.stream().anyMatch((once) -> once.isAssignableFrom(type) && !isFuture())) {
			problems.add("What the method returns can be read only once: " + type.getName() + ".");
		}
		else if (adapter != null && this.key.isEmpty()) {
			problems.add("The user of a reactive call is not known when the method is called, so that the annotation "
					+ "needs a key.");
		}
	}

	private void addArguments(List<String> problems) {
		if (this.httpInterface) {
			return;
		}
		for (Parameter parameter : this.method.getParameters()) {
			if (!BeanUtils.isSimpleValueType(parameter.getType())) {
				problems.add("A parameter has no text that could be a key, so that the annotation needs one: "
						+ parameter.getType().getName() + ".");
			}
		}
	}

	private void addKey(List<String> problems) {
		try {
			new SpelExpressionParser().parseExpression(this.key);
		}
		catch (ParseException ex) {
			problems.add("key is no expression: " + ex.getMessage() + ".");
			return;
		}
		Matcher variables = VARIABLE.matcher(this.key);
		while (variables.find()) {
			String name = variables.group(1);
			if (!isKnown(name)) {
				problems.add("key names #" + name + ", but the parameters are " + names() + ".");
			}
		}
	}

	private boolean isKnown(String variable) {
		Matcher position = POSITION.matcher(variable);
		return OF_METHOD.contains(variable)
				|| (position.matches() && Integer.parseInt(position.group(1)) < this.method.getParameterCount())
				|| parameters()
					.anyMatch((parameter) -> !parameter.isNamePresent() || parameter.getName().equals(variable));
	}

	private String names() {
		return parameters().map((parameter) -> "#" + parameter.getName()).collect(Collectors.joining(", "));
	}

	private Stream<Parameter> parameters() {
		return Stream.of(this.method.getParameters());
	}

}
