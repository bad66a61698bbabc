package io.github.resiliencestarter.annotation;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of annotations on a method that does nothing. Run all of them, with time and
 * allocation: {@code java -jar benchmarks/target/benchmarks.jar Annotation -prof gc}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public abstract class AnnotatedCalls {

	/**
	 * The plain method.
	 * @param contenders the bean
	 * @return the result
	 */
	@Benchmark
	public String plainMethod(Contenders.Plain contenders) {
		return contenders.bean().three();
	}

	/**
	 * {@code @CircuitBreaker} by the starter.
	 * @param contenders the bean
	 * @return the result
	 */
	@Benchmark
	public String starterOne(Contenders.Starter contenders) {
		return contenders.bean().one();
	}

	/**
	 * {@code @Retry @CircuitBreaker @Bulkhead} by the starter.
	 * @param contenders the bean
	 * @return the result
	 */
	@Benchmark
	public String starterThree(Contenders.Starter contenders) {
		return contenders.bean().three();
	}

	/**
	 * {@code @CircuitBreaker} by Resilience4j's aspect.
	 * @param contenders the bean
	 * @return the result
	 */
	@Benchmark
	public String resilience4jOne(Contenders.Aspects contenders) {
		return contenders.bean().one();
	}

	/**
	 * {@code @Retry @CircuitBreaker @Bulkhead} by Resilience4j's aspects.
	 * @param contenders the bean
	 * @return the result
	 */
	@Benchmark
	public String resilience4jThree(Contenders.Aspects contenders) {
		return contenders.bean().three();
	}

	/**
	 * The same three engines, composed by hand.
	 * @param contenders the engines
	 * @return the result
	 * @throws Exception never
	 */
	@Benchmark
	public String byHandThree(Contenders.ByHand contenders) throws Exception {
		return contenders.call();
	}

	/**
	 * {@code @Retryable} of Spring Framework.
	 * @param contenders the bean
	 * @return the result
	 */
	@Benchmark
	public String frameworkRetryable(Contenders.Framework contenders) {
		return contenders.bean().work();
	}

	/**
	 * {@code @SentinelResource} with one rule that trips on errors.
	 * @param contenders the bean
	 * @return the result
	 */
	@Benchmark
	public String sentinelResource(Contenders.Sentinel contenders) {
		return contenders.bean().work();
	}

	/**
	 * Retry, circuit breaker and bulkhead of Failsafe.
	 * @param contenders the policies
	 * @return the result
	 */
	@Benchmark
	public String failsafeThree(Contenders.FailsafePolicies contenders) {
		return contenders.call();
	}

}
