package example

import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatIllegalStateException
import org.junit.jupiter.api.Test
import org.springframework.boot.test.context.SpringBootTest
import org.springframework.test.context.TestConstructor

/**
 * Annotated suspending functions where Spring cannot intercept them; run without kotlinx-coroutines-reactor.
 */
@SpringBootTest(properties = ["spring.cloud.consul.enabled=false"])
@TestConstructor(autowireMode = TestConstructor.AutowireMode.ALL)
class WithoutReactorTests(private val remote: Remote) {

	@Test
	fun `call is refused and says which dependency is missing`() {
		assertThatIllegalStateException().isThrownBy { runBlocking { remote.ask("question") } }
			.withMessageContaining("example.Remote.ask()")
			.withMessageContaining("add the dependency org.jetbrains.kotlinx:kotlinx-coroutines-reactor")
		assertThat(remote.calls.get()).isZero()
	}

}
