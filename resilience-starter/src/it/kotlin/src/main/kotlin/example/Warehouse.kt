package example

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker
import io.github.resilience4j.retry.annotation.Retry
import io.github.resiliencestarter.guard.Attempt
import io.github.resiliencestarter.guard.Guards
import io.github.resiliencestarter.guard.Outcome
import io.github.resiliencestarter.guard.ReactiveCall
import kotlinx.coroutines.reactor.awaitSingle
import org.springframework.stereotype.Service
import reactor.core.publisher.Mono
import java.io.IOException
import java.util.concurrent.atomic.AtomicInteger

/**
 * Annotated suspending function around a guarded client.
 */
@Service
class Warehouse(guards: Guards) {

	private val guard = guards.forTarget("warehouse")!!

	val attempts = AtomicInteger()

	@Retry(name = "warehouse")
	@CircuitBreaker(name = "warehouse")
	suspend fun count(): String = guard.call(Failing()).awaitSingle()

	private inner class Failing : ReactiveCall<String> {

		override fun attempt(attempt: Attempt): Mono<String> = Mono.error {
			attempts.incrementAndGet()
			IOException("failure")
		}

		override fun outcomeOf(error: Throwable): Outcome = Outcome.Failure(error, true, null)

	}

}
