package io.github.resiliencestarter.grpc.client;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resiliencestarter.StarterContext;
import io.github.resiliencestarter.failure.VerdictCustomizer;
import io.github.resiliencestarter.grpc.client.MisbehavingService.Behaviour;
import io.github.resiliencestarter.guard.CallRejectedException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.client.GlobalClientInterceptor;
import org.springframework.grpc.client.GrpcChannelBuilderCustomizer;
import org.springframework.grpc.client.GrpcChannelFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link GrpcClientGuardAutoConfiguration}.
 */
class GrpcClientGuardAutoConfigurationTests {

	private MisbehavingService server;

	private ApplicationContextRunner runner;

	@BeforeEach
	void start() {
		this.server = new MisbehavingService();
		this.runner = StarterContext.runner()
			.withBean(Events.class)
			.withPropertyValues("spring.grpc.client.channel.stock.target=static://127.0.0.1:" + this.server.port(),
					"spring.grpc.server.port=0", "resilience4j.retry.configs.default.wait-duration=1ms",
					"spring.main.allow-bean-definition-overriding=false");
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private static Channel channel(ApplicationContext context) {
		return context.getBean(GrpcChannelFactory.class).createChannel("stock");
	}

	private static <B extends ManagedChannelBuilder<B>> GrpcChannelBuilderCustomizer<B> intercepting(
			ClientInterceptor interceptor) {
		return (target, builder) -> builder.intercept(interceptor);
	}

	private static String reserve(ApplicationContext context) {
		return Stub.BLOCKING.call(channel(context), MisbehavingService.RESERVE, CallOptions.DEFAULT, "apple");
	}

	private static String find(ApplicationContext context) {
		return Stub.BLOCKING.call(channel(context), MisbehavingService.FIND, CallOptions.DEFAULT, "apple");
	}

	private static List<String> events(ApplicationContext context) {
		return context.getBean(Events.class).all;
	}

	@Test
	void guardsTheChannelsOfSpring() {
		this.runner.run((context) -> {
			assertThat(reserve(context)).isEqualTo("ok");
			assertThat(events(context)).containsExactly("attempt 1 Success", "call SUCCESS");
		});
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "resilience.enabled=false", "resilience.client.enabled=false", "resilience.grpc.enabled=false",
					"resilience.grpc.client.enabled=false", "resilience.client.targets.stock.enabled=false" })
	void canBeSwitchedOff(String property) {
		this.runner.withPropertyValues(property).run((context) -> {
			assertThat(reserve(context)).isEqualTo("ok");
			assertThat(events(context)).isEmpty();
		});
	}

	@Test
	void isAbsentWithoutGrpc() {
		this.runner
			.withClassLoader(
					new FilteredClassLoader("io.grpc", "org.springframework.grpc", "org.springframework.boot.grpc"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(GrpcGuard.class));
	}

	@Test
	void guardsWithoutALoadBalancer() {
		this.runner.withClassLoader(new FilteredClassLoader(LoadBalancerClientFactory.class)).run((context) -> {
			assertThat(context).hasSingleBean(GrpcGuard.class).doesNotHaveBean(DiscoveryResolverProvider.class);
			assertThat(reserve(context)).isEqualTo("ok");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "test.Inventory/Reserve", "test.Inventory/*" })
	void retriesAMethodThatIsConfiguredAsIdempotent(String method) {
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE), Behaviour.respond("ok"));
		this.runner.withPropertyValues("resilience.grpc.client.targets.stock.idempotent-methods=" + method)
			.run((context) -> assertThat(reserve(context)).isEqualTo("ok"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Reserve", "/Reserve", "test.Inventory/", "a/b/c", "test.Inventory.Reserve" })
	void rejectsWhatIsNoMethod(String method) {
		this.runner.withPropertyValues("resilience.grpc.client.targets.stock.idempotent-methods=" + method)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("resilience.grpc.client.targets.stock.idempotent-methods"));
	}

	@Test
	void leavesRetriesThatTheUserHasConfiguredToGrpc() {
		String config = "spring.grpc.client.channel.stock.service-config.method[0].";
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE), Behaviour.respond("ok"));
		this.runner
			.withPropertyValues(config + "name[0].service=test.Inventory", config + "retry.max-attempts=3",
					config + "retry.initial-backoff=10ms", config + "retry.max-backoff=10ms",
					config + "retry.backoff-multiplier=1", config + "retry.retryable-status-codes=UNAVAILABLE")
			.run((context) -> {
				assertThat(find(context)).isEqualTo("ok");
				assertThat(events(context)).containsExactly("attempt 1 Success", "call SUCCESS");
			});
	}

	@Test
	void obeysTheDeadlineThatTheUserHasConfigured() {
		this.server.behave(Behaviour.hang());
		this.runner.withPropertyValues("spring.grpc.client.channel.stock.default.deadline=200ms")
			.run((context) -> assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> find(context))
				.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED)));
	}

	@Test
	void goesThroughTheInterceptorsOfTheUserForEachAttempt() {
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE), Behaviour.respond("ok"));
		this.runner.withUserConfiguration(Interceptors.class).run((context) -> {
			assertThat(find(context)).isEqualTo("ok");
			assertThat(context.getBean(Interceptors.class).calls).hasSize(4);
		});
	}

	@Test
	void throwsWhatAnInterceptorThrows() {
		this.runner.withBean("failing", GrpcChannelBuilderCustomizer.class, () -> intercepting(new Failing()))
			.run((context) -> {
				assertThatIllegalStateException().isThrownBy(() -> find(context)).withMessage("interceptor");
				assertThat(events(context)).containsExactly("attempt 1 Unrelated", "call ERROR");
			});
	}

	@Test
	void asksTheCustomizerOfTheUser() {
		this.server.behave(Behaviour.fail(Code.INTERNAL), Behaviour.respond("never"));
		this.runner
			.withBean(VerdictCustomizer.class, () -> (target, result,
					verdict) -> (verdict != null && result.isCausedBy(StatusRuntimeException.class)) ? null : verdict)
			.run((context) -> {
				assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> find(context));
				assertThat(events(context)).containsExactly("attempt 1 Success", "call SUCCESS");
			});
	}

	@Test
	void countsACallOfAnAnnotatedMethodOnce() {
		this.runner.withUserConfiguration(AnnotatedConfiguration.class).run((context) -> {
			this.server.behave(Behaviour.fail(Code.UNAVAILABLE));
			Annotated annotated = context.getBean(Annotated.class);
			annotated.use(channel(context));
			assertThat(annotated.find()).isEqualTo("failed");
			assertThat(this.server.requests).hasSize(3);
			assertThat(metrics(context).getNumberOfFailedCalls()).isEqualTo(3);
			this.server.behave(Behaviour.fail(Code.NOT_FOUND));
			assertThat(annotated.find()).isEqualTo("failed");
			assertThat(this.server.requests).hasSize(1);
			assertThat(metrics(context).getNumberOfFailedCalls()).isEqualTo(3);
		});
	}

	@Test
	void callsTheFallbackForARejection() {
		this.runner.withUserConfiguration(AnnotatedConfiguration.class).run((context) -> {
			Annotated annotated = context.getBean(Annotated.class);
			annotated.use(channel(context));
			context.getBean(CircuitBreakerRegistry.class).circuitBreaker("stock").transitionToForcedOpenState();
			assertThat(annotated.other()).isEqualTo("rejected");
		});
	}

	private static io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics metrics(ApplicationContext context) {
		return context.getBean(CircuitBreakerRegistry.class).circuitBreaker("stock").getMetrics();
	}

	@ParameterizedTest
	@EnumSource
	void observesEachAttempt(Stub stub) {
		List<String> names = new CopyOnWriteArrayList<>();
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE), Behaviour.respond("ok"));
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new Attempts(names));
		this.runner.withBean(ObservationRegistry.class, () -> registry).run((context) -> {
			Observation.createNotStarted("request", registry)
				.observe(() -> stub.call(channel(context), MisbehavingService.FIND, CallOptions.DEFAULT, "apple"));
			assertThat(names).containsExactly("grpc.client in request", "grpc.client in request");
		});
	}

	@ParameterizedTest
	@EnumSource
	void metersCountACallOnceAndEachAttemptOnce(Stub stub) {
		this.server.behave(Behaviour.fail(Code.UNAVAILABLE), Behaviour.respond("ok"));
		this.runner.run((context) -> {
			stub.call(channel(context), MisbehavingService.FIND, CallOptions.DEFAULT, "apple");
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(counts(meters, "grpc.client", "grpc.status_code")).containsOnly(Map.entry("UNAVAILABLE", 1L),
					Map.entry("OK", 1L));
			assertThat(counts(meters, "resilience.client.calls", "outcome")).containsEntry("success", 1L);
			assertThat(counts(meters, "resilience.client.attempts", "outcome")).containsEntry("error", 1L)
				.containsEntry("success", 1L);
		});
	}

	private static Map<String, Long> counts(MeterRegistry meters, String name, String tag) {
		return meters.find(name)
			.meters()
			.stream()
			.collect(Collectors.toMap((meter) -> String.valueOf(meter.getId().getTag(tag)),
					(meter) -> (long) meter.measure().iterator().next().getValue(), Long::sum));
	}

	static class Attempts implements ObservationHandler<Observation.Context> {

		private final List<String> names;

		Attempts(List<String> names) {
			this.names = names;
		}

		@Override
		public void onStart(Observation.Context context) {
			if (context.getParentObservation() != null) {
				this.names.add(context.getName() + " in " + context.getParentObservation().getContextView().getName());
			}
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Interceptors {

		final List<String> calls = new CopyOnWriteArrayList<>();

		@Bean
		@GlobalClientInterceptor
		ClientInterceptor global() {
			return new Recording(this.calls);
		}

		@Bean
		<B extends ManagedChannelBuilder<B>> GrpcChannelBuilderCustomizer<B> own() {
			return intercepting(new Recording(this.calls));
		}

	}

	private record Recording(List<String> calls) implements ClientInterceptor {

		@Override
		public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
			this.calls.add(method.getFullMethodName());
			return next.newCall(method, options);
		}

	}

	private static final class Failing implements ClientInterceptor {

		@Override
		public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
			throw new IllegalStateException("interceptor");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AnnotatedConfiguration {

		@Bean
		Annotated annotated() {
			return new Annotated();
		}

	}

	static class Annotated {

		private @Nullable Channel channel;

		void use(Channel channel) {
			this.channel = channel;
		}

		@CircuitBreaker(name = "stock")
		@Retry(name = "stock", fallbackMethod = "failed")
		String find() {
			return Stub.BLOCKING.call(Objects.requireNonNull(this.channel), MisbehavingService.FIND,
					CallOptions.DEFAULT, "apple");
		}

		@Retry(name = "other", fallbackMethod = "failed")
		String other() {
			return Stub.BLOCKING.call(Objects.requireNonNull(this.channel), MisbehavingService.FIND,
					CallOptions.DEFAULT, "apple");
		}

		String failed(CallRejectedException ex) {
			return "rejected";
		}

		String failed(RuntimeException ex) {
			return "failed";
		}

	}

}
