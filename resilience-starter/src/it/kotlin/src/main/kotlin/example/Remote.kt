package example

import io.github.resilience4j.bulkhead.annotation.Bulkhead
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker
import io.github.resilience4j.retry.annotation.Retry
import io.github.resilience4j.timelimiter.annotation.TimeLimiter
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.yield
import org.springframework.stereotype.Service
import java.io.IOException
import java.util.concurrent.atomic.AtomicInteger

/**
 * Annotated functions as a user writes them.
 */
@Service
class Remote {

	val calls = AtomicInteger()

	val fallbacks = AtomicInteger()

	val cancellations = AtomicInteger()

	@Retry(name = "remote")
	@CircuitBreaker(name = "remote")
	@TimeLimiter(name = "remote")
	@Bulkhead(name = "remote")
	suspend fun ask(question: String, failures: Int = 0): String {
		answerOrFail(failures)
		return "answer to $question"
	}

	@CircuitBreaker(name = "remote")
	suspend fun find(name: String): String? {
		answerOrFail(0)
		return null
	}

	@Retry(name = "remote")
	@CircuitBreaker(name = "remote", fallbackMethod = "suspendingInstead")
	suspend fun withSuspendingFallback(question: String, failures: Int): String {
		answerOrFail(failures)
		return "answer to $question"
	}

	suspend fun suspendingInstead(question: String, failures: Int, failure: Exception): String {
		fallbacks.incrementAndGet()
		yield()
		return "${failure.javaClass.simpleName} instead of $question"
	}

	@Retry(name = "remote")
	@CircuitBreaker(name = "remote", fallbackMethod = "plainInstead")
	suspend fun withPlainFallback(failures: Int): Int {
		answerOrFail(failures)
		return 1
	}

	fun plainInstead(failures: Int, failure: IOException): Int {
		fallbacks.incrementAndGet()
		return -failures
	}

	@CircuitBreaker(name = "remote", fallbackMethod = "privateInstead")
	suspend fun withPrivateFallback(): String {
		answerOrFail(1)
		return "answer"
	}

	private suspend fun privateInstead(failure: IOException): String {
		yield()
		return "private, after ${calls.get()} call"
	}

	@CircuitBreaker(name = "remote", fallbackMethod = "noted")
	suspend fun send() {
		answerOrFail(1)
	}

	fun noted(failure: IOException) {
		fallbacks.incrementAndGet()
	}

	@CircuitBreaker(name = "remote")
	@TimeLimiter(name = "short")
	@Bulkhead(name = "remote")
	suspend fun hangInTime(): String = hang()

	@CircuitBreaker(name = "remote")
	@Bulkhead(name = "remote")
	suspend fun hang(): String {
		calls.incrementAndGet()
		try {
			awaitCancellation()
		} catch (ex: CancellationException) {
			cancellations.incrementAndGet()
			throw ex
		}
	}

	@CircuitBreaker(name = "remote")
	suspend fun nameOfCoroutine(): String? = currentCoroutineContext()[CoroutineName]?.name

	@TimeLimiter(name = "short")
	fun block(): Unit = Thread.sleep(60_000)

	@Retry(name = "remote")
	@CircuitBreaker(name = "remote")
	@Bulkhead(name = "remote")
	fun stream(failures: Int): Flow<String> = flow {
		answerOrFail(failures)
		emit("a")
		emit("b")
	}

	@Retry(name = "remote")
	@CircuitBreaker(name = "remote", fallbackMethod = "otherStream")
	fun streamWithFallback(failures: Int): Flow<String> = flow {
		answerOrFail(failures)
		emit("a")
	}

	fun otherStream(failures: Int, failure: Exception): Flow<String> = flowOf("instead", "of it")

	@CircuitBreaker(name = "remote", fallbackMethod = "plainStream")
	suspend fun streamLater(failures: Int): Flow<String> {
		yield()
		return flow {
			answerOrFail(failures)
			emit("a")
			emit("b")
		}
	}

	fun plainStream(failures: Int, failure: Exception): Flow<String> = flowOf("instead", "of it")

	@CircuitBreaker(name = "remote", fallbackMethod = "suspendingStream")
	suspend fun streamLaterStill(): Flow<String> {
		answerOrFail(9)
		return flowOf("a")
	}

	suspend fun suspendingStream(failure: Exception): Flow<String> {
		yield()
		return flowOf("instead", "of it")
	}

	private suspend fun answerOrFail(failures: Int) {
		yield()
		if (calls.incrementAndGet() <= failures) {
			throw IOException("failure")
		}
	}

}
