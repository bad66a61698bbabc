package io.github.resiliencestarter.outbox;

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for calls of methods.
 */
class MethodTransportTests {

	private static final String DESTINATION = StoredMethod.PREFIX + Mails.class.getName() + "#send(int)";

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private final MethodTransport transport = new MethodTransport(this.beanFactory,
			new Payloads(JsonMapper.builder().build()));

	private static Delivery delivery(String destination) {
		return new Delivery("id", "mail", destination, null, Map.of(), "[3]".getBytes(StandardCharsets.UTF_8),
				Duration.ofSeconds(1));
	}

	@Test
	void waitsForABeanThatThisNodeDoesNotHaveYet() throws Exception {
		assertThatExceptionOfType(NotHereException.class)
			.isThrownBy(() -> this.transport.deliver(delivery(DESTINATION)));
		Mails mails = new Mails();
		this.beanFactory.registerSingleton("mails", mails);
		this.transport.deliver(delivery(DESTINATION));
		assertThat(mails.sent).hasValue(3);
	}

	@Test
	void waitsForAMethodThatThisNodeDoesNotHave() {
		this.beanFactory.registerSingleton("mails", new Mails());
		for (String destination : new String[] { DESTINATION.replace("#send", "#sendSoon"),
				DESTINATION.replace("(int)", "(long)"), DESTINATION.replace("Mails", "Letters"),
				DESTINATION.replace("#send", "#unannotated") }) {
			assertThatExceptionOfType(NotHereException.class)
				.isThrownBy(() -> this.transport.deliver(delivery(destination)));
		}
	}

	@Test
	void cannotDeliverToWhatIsNoMethod() {
		assertThatExceptionOfType(UndeliverableException.class)
			.isThrownBy(() -> this.transport.deliver(delivery("method:odd")))
			.isNotInstanceOf(NotHereException.class);
	}

	@Test
	void reportsTwoBeansOfOneTypeAtTheCall() {
		this.beanFactory.registerSingleton("first", new Mails());
		this.beanFactory.registerSingleton("second", new Mails());
		assertThatExceptionOfType(NotHereException.class).isThrownBy(() -> this.transport.check(DESTINATION))
			.withMessageContaining("no single bean");
	}

	@Test
	void waitsForAStageForABoundedTime() {
		assertThat(MethodOutbox.bounded(Duration.ofDays(1))).isEqualTo(Duration.ofSeconds(30));
		assertThat(MethodOutbox.bounded(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(2));
		CompletableFuture<String> never = new CompletableFuture<>();
		assertThatExceptionOfType(TimeoutException.class)
			.isThrownBy(() -> MethodOutbox.await(never, Duration.ofMillis(10)));
		assertThat(never).isCancelled();
	}

	@Test
	void reportsADirectCallThatJoinsTransactions() {
		for (String name : new String[] { "joined", "inherited", "supporting" }) {
			assertThatIllegalStateException().isThrownBy(() -> matches(name, Mode.DIRECT_FIRST))
				.withMessageContaining("ALWAYS");
		}
		assertThat(matches("inherited", Mode.ALWAYS)).isTrue();
		assertThat(matches("always", Mode.DIRECT_FIRST)).isTrue();
		assertThat(matches("separate", Mode.DIRECT_FIRST)).isTrue();
		assertThat(matches("unsaved", Mode.DIRECT_FIRST)).isFalse();
	}

	private static boolean matches(String name, Mode mode) {
		Supplier<MethodOutbox> none = () -> {
			throw new IllegalStateException("No call is made");
		};
		Method method = ReflectionUtils.findMethod(Transactions.class, name);
		assertThat(method).isNotNull();
		return new StoreAndForwardAdvisor(none, (target) -> mode).matches(method, Transactions.class);
	}

	static class Mails {

		final AtomicInteger sent = new AtomicInteger();

		@StoreAndForward("mail")
		public void send(int number) {
			this.sent.set(number);
		}

		public void unannotated(int number) {
			this.sent.set(-number);
		}

	}

	@Transactional
	static class Transactions {

		@Transactional
		@StoreAndForward(value = "mail", mode = Mode.DIRECT_FIRST)
		public void joined() {
		}

		@StoreAndForward("mail")
		public void inherited() {
		}

		@Transactional(propagation = Propagation.SUPPORTS)
		@StoreAndForward("mail")
		public void supporting() {
		}

		@StoreAndForward(value = "mail", mode = Mode.ALWAYS)
		public void always() {
		}

		@Transactional(propagation = Propagation.REQUIRES_NEW)
		@StoreAndForward("mail")
		public void separate() {
		}

		public void unsaved() {
		}

	}

}
