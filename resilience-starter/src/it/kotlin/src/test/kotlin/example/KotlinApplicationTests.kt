package example

import io.github.resilience4j.bulkhead.BulkheadRegistry
import io.github.resilience4j.circuitbreaker.CallNotPermittedException
import io.github.resilience4j.circuitbreaker.CircuitBreaker
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry
import io.github.resiliencestarter.annotation.TimeLimitExceededException
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatExceptionOfType
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.springframework.boot.test.context.SpringBootTest
import org.springframework.test.context.TestConstructor
import java.io.IOException
import java.util.concurrent.TimeoutException

/**
 * Annotated suspending functions and flows, called from Kotlin.
 */
@SpringBootTest(properties = [
	"spring.cloud.consul.enabled=false",
	"resilience4j.circuitbreaker.configs.default.sliding-window-type=count-based",
	"resilience4j.retry.configs.default.wait-duration=1ms",
	"resilience4j.timelimiter.configs.default.timeout-duration=60s",
	"resilience4j.timelimiter.configs.short.timeout-duration=50ms",
	"resilience4j.bulkhead.instances.remote.max-concurrent-calls=1",
	"resilience4j.bulkhead.instances.remote.max-wait-duration=0",
])
@Timeout(60)
@TestConstructor(autowireMode = TestConstructor.AutowireMode.ALL)
class KotlinApplicationTests(
	private val remote: Remote,
	private val warehouse: Warehouse,
	private val breakers: CircuitBreakerRegistry,
	private val bulkheads: BulkheadRegistry,
) {

	private val breaker: CircuitBreaker get() = breakers.circuitBreaker("remote")

	private val free: Int get() = bulkheads.bulkhead("remote").metrics.availableConcurrentCalls

	private val recorded: Pair<Int, Int>
		get() = breaker.metrics.numberOfSuccessfulCalls to breaker.metrics.numberOfFailedCalls

	@BeforeEach
	fun reset() {
		breaker.reset()
		remote.calls.set(0)
		remote.fallbacks.set(0)
		remote.cancellations.set(0)
	}

	@Test
	fun `suspending function answers and is recorded`() = runBlocking<Unit> {
		assertThat(remote.ask("question")).isEqualTo("answer to question")
		assertThat(recorded).isEqualTo(1 to 0)
		assertThat(free).isOne()
	}

	@Test
	fun `null is an answer`() = runBlocking<Unit> {
		assertThat(remote.find("nobody")).isNull()
		assertThat(recorded).isEqualTo(1 to 0)
	}

	@Test
	fun `suspending function that fails is called again`() = runBlocking<Unit> {
		assertThat(remote.ask("question", failures = 2)).isEqualTo("answer to question")
		assertThat(remote.calls.get()).isEqualTo(3)
		assertThat(recorded).isEqualTo(1 to 2)
	}

	@Test
	fun `failure reaches the caller when the retries are spent`() {
		assertThatExceptionOfType(IOException::class.java)
			.isThrownBy { runBlocking { remote.ask("question", failures = 9) } }
			.withMessage("failure")
		assertThat(remote.calls.get()).isEqualTo(3)
		assertThat(recorded).isEqualTo(0 to 3)
	}

	@Test
	fun `suspending fallback answers once the retries are spent`() = runBlocking<Unit> {
		assertThat(remote.withSuspendingFallback("question", 9)).isEqualTo("IOException instead of question")
		assertThat(remote.calls.get()).isEqualTo(3)
		assertThat(remote.fallbacks.get()).isOne()
	}

	@Test
	fun `plain fallback answers for a suspending function`() = runBlocking<Unit> {
		assertThat(remote.withPlainFallback(9)).isEqualTo(-9)
		assertThat(remote.calls.get()).isEqualTo(3)
		assertThat(remote.fallbacks.get()).isOne()
	}

	@Test
	fun `private suspending fallback answers on the bean`() = runBlocking<Unit> {
		assertThat(remote.withPrivateFallback()).isEqualTo("private, after 1 call")
	}

	@Test
	fun `fallback may answer nothing`() = runBlocking<Unit> {
		remote.send()
		assertThat(remote.fallbacks.get()).isOne()
	}

	@Test
	fun `open breaker refuses, and its fallback answers`() {
		breaker.transitionToOpenState()
		assertThatExceptionOfType(CallNotPermittedException::class.java)
			.isThrownBy { runBlocking { remote.ask("question") } }
		assertThat(runBlocking { remote.withSuspendingFallback("question", 0) })
			.isEqualTo("CallNotPermittedException instead of question")
		assertThat(remote.calls.get()).isZero()
	}

	@Test
	fun `suspending function that takes too long is cancelled`() {
		assertThatExceptionOfType(TimeoutException::class.java).isThrownBy { runBlocking { remote.hangInTime() } }
		assertThat(remote.cancellations.get()).isOne()
		assertThat(recorded).isEqualTo(0 to 1)
		assertThat(free).isOne()
	}

	@Test
	fun `caller that is cancelled frees the bulkhead`() = runBlocking<Unit> {
		val call = launch(start = CoroutineStart.UNDISPATCHED) { remote.hang() }
		while (remote.calls.get() == 0) {
			yield()
		}
		assertThat(free).isZero()
		call.cancelAndJoin()
		assertThat(remote.cancellations.get()).isOne()
		assertThat(free).isOne()
		assertThat(recorded).isEqualTo(0 to 0)
	}

	@Test
	fun `function runs in the context of its caller`() = runBlocking<Unit> {
		assertThat(withContext(CoroutineName("of the caller")) { remote.nameOfCoroutine() }).isEqualTo("of the caller")
	}

	@Test
	fun `guarded client within leaves out the retry and the breaker that are around it`() {
		assertThatExceptionOfType(IOException::class.java).isThrownBy { runBlocking { warehouse.count() } }
		assertThat(warehouse.attempts.get()).isEqualTo(3)
		assertThat(breakers.circuitBreaker("warehouse").metrics.numberOfFailedCalls).isEqualTo(3)
	}

	@Test
	fun `function that blocks is interrupted when time is up`() {
		assertThatExceptionOfType(TimeLimitExceededException::class.java).isThrownBy { remote.block() }
	}

	@Test
	fun `flow is collected again when it fails`() = runBlocking<Unit> {
		assertThat(remote.stream(2).toList()).containsExactly("a", "b")
		assertThat(remote.calls.get()).isEqualTo(3)
		assertThat(recorded).isEqualTo(1 to 2)
		assertThat(free).isOne()
	}

	@Test
	fun `flow that is not collected to its end frees the bulkhead`() = runBlocking<Unit> {
		assertThat(remote.stream(0).first()).isEqualTo("a")
		assertThat(free).isOne()
	}

	@Test
	fun `other flow answers when the retries are spent`() = runBlocking<Unit> {
		assertThat(remote.streamWithFallback(9).toList()).containsExactly("instead", "of it")
		assertThat(remote.calls.get()).isEqualTo(3)
	}

	@Test
	fun `flow of a suspending function is guarded while it is collected`() = runBlocking<Unit> {
		assertThat(remote.streamLater(0).toList()).containsExactly("a", "b")
		assertThat(recorded).isEqualTo(1 to 0)
	}

	@Test
	fun `other flow answers for that of a suspending function`() = runBlocking<Unit> {
		assertThat(remote.streamLater(9).toList()).containsExactly("instead", "of it")
		assertThat(remote.streamLaterStill().toList()).containsExactly("instead", "of it")
		assertThat(recorded).isEqualTo(0 to 2)
	}

	@Test
	fun `open breaker refuses a flow when it is collected`() = runBlocking<Unit> {
		breaker.transitionToOpenState()
		assertThat(runCatching { remote.stream(0).toList() }.exceptionOrNull()).isInstanceOf(CallNotPermittedException::class.java)
		assertThat(remote.streamLater(0).toList()).containsExactly("instead", "of it")
		assertThat(remote.calls.get()).isZero()
	}

}
