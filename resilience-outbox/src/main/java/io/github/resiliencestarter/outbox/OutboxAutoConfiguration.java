package io.github.resiliencestarter.outbox;

import java.util.Random;
import java.util.UUID;

import javax.sql.DataSource;

import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.engines.Engines;
import io.github.resiliencestarter.engines.EnginesAutoConfiguration;
import io.github.resiliencestarter.failure.FailureAutoConfiguration;
import io.github.resiliencestarter.failure.HttpJudge;
import io.github.resiliencestarter.guard.Guard;
import io.github.resiliencestarter.guard.GuardAutoConfiguration;
import io.github.resiliencestarter.guard.Guards;
import io.github.resiliencestarter.http.HttpGuardAutoConfiguration;
import io.github.resiliencestarter.threads.ResilienceThreads;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;

/**
 * {@link AutoConfiguration Auto-configuration} for the outbox.
 */
@AutoConfiguration(
		after = { EnginesAutoConfiguration.class, GuardAutoConfiguration.class, FailureAutoConfiguration.class,
				HttpGuardAutoConfiguration.class },
		afterName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
				"org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
				"org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration",
				"org.springframework.boot.jms.autoconfigure.JmsAutoConfiguration",
				"org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration" })
@ConditionalOnResilienceEnabled
@ConditionalOnBooleanProperty(name = "resilience.outbox.enabled", matchIfMissing = true)
@ConditionalOnSingleCandidate(DataSource.class)
@ConditionalOnBean(Engines.class)
@EnableConfigurationProperties(OutboxProperties.class)
@Import({ AutoProxyRegistrar.class, HttpConfiguration.class, WebClientConfiguration.class, KafkaConfiguration.class,
		RabbitConfiguration.class, JmsConfiguration.class, ObservationConfiguration.class })
public final class OutboxAutoConfiguration {

	private static final int MAX_NODE_NAME = 50;

	@Bean
	@DependsOnDatabaseInitialization
	OutboxDatabase outboxDatabase(DataSource dataSource, OutboxProperties properties) {
		return OutboxDatabase.open(dataSource, properties.initializeSchema(), System::nanoTime);
	}

	@Bean
	Backlog outboxBacklog(OutboxDatabase database) {
		return new Backlog(database.jdbc(), System::nanoTime);
	}

	@Bean
	MessageStore outboxMessageStore(OutboxDatabase database) {
		return new MessageStore(database.jdbc(), database.transactions());
	}

	@Bean
	DeadLetters outboxDeadLetters(OutboxDatabase database, OutboxProperties properties) {
		return new DeadLetters(database.jdbc(), database.transactions(), database.clock(), properties);
	}

	@Bean
	Payloads outboxPayloads(ObjectProvider<JsonMapper> mapper) {
		return new Payloads(mapper.getIfAvailable(() -> JsonMapper.builder().build()));
	}

	@Bean
	ResultJudge outboxResultJudge(ObjectProvider<HttpJudge> judge) {
		return new ResultJudge(judge.getIfAvailable(HttpJudge::standard));
	}

	@Bean
	MethodTransport outboxMethodTransport(BeanFactory beanFactory, Payloads payloads) {
		return new MethodTransport(beanFactory, payloads);
	}

	@Bean
	Deliverer outboxDeliverer(ObjectProvider<OutboxTransport> transports, ResultJudge judge) {
		return new Deliverer(transports.orderedStream().toList(), judge, System::nanoTime);
	}

	@Bean
	Gates outboxGates(Engines engines, ObjectProvider<Guards> guards, OutboxProperties properties) {
		return new Gates((target) -> new Gate(() -> engines.circuitBreakers().get(target), engines::untilProbe,
				() -> limit(guards.getIfAvailable(), target), properties.of(target).concurrency(), System::nanoTime));
	}

	private static long limit(@Nullable Guards guards, String target) {
		double limit = (guards != null) ? guards.find(target).map(Guard::concurrencyLimit).orElse(Double.MAX_VALUE)
				: Double.MAX_VALUE;
		return (long) limit;
	}

	@Bean
	LaneScheduler outboxLaneScheduler(OutboxDatabase database, Gates gates, LaneWorker worker, Backlog backlog,
			LaneScheduler.Parts parts) {
		return new LaneScheduler(worker, gates, backlog, parts);
	}

	@Bean
	LaneScheduler.Parts outboxLaneSchedulerParts(OutboxDatabase database, OutboxProperties properties,
			ObjectProvider<OutboxListener> listener, ResilienceThreads threads) {
		return new LaneScheduler.Parts(database.dataSource(), database.dialect(), database.clock(), properties,
				listenerOf(listener), threads, nodeName());
	}

	private static OutboxListener listenerOf(ObjectProvider<OutboxListener> listener) {
		return listener.getIfAvailable(() -> new OutboxListener() {
		});
	}

	private static String nodeName() {
		String name = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
		return name.substring(0, Math.min(MAX_NODE_NAME, name.length()));
	}

	@Bean
	LaneWorker outboxLaneWorker(OutboxDatabase database, MessageStore store, Deliverer deliverer, Gates gates,
			LaneWorker.Context context) {
		return new LaneWorker(store, deliverer, gates, database.clock(), context);
	}

	@Bean
	LaneWorker.Context outboxLaneWorkerContext(OutboxProperties properties, Backlog backlog,
			ObjectProvider<OutboxListener> listener) {
		return new LaneWorker.Context(properties, backlog, listenerOf(listener), new Random());
	}

	@Bean
	StoringOutbox outbox(OutboxDatabase database, MessageStore store, DirectCalls directCalls,
			StoringOutbox.Parts parts) {
		return new StoringOutbox(store, new Admission(store, parts.backlog(), database.clock(), parts.listener()),
				directCalls, parts);
	}

	@Bean
	DirectCalls outboxDirectCalls(Deliverer deliverer, ResultJudge judge) {
		return new DirectCalls(deliverer, judge);
	}

	@Bean
	StoringOutbox.Parts outboxParts(OutboxDatabase database, Payloads payloads, LaneWorker.Context context,
			ObjectProvider<LaneScheduler> scheduler) {
		return new StoringOutbox.Parts(context.properties(), payloads, context.backlog(), database.clock(),
				context.listener(), (target) -> scheduler.getObject().stored(target));
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static StoreAndForwardAdvisor storeAndForwardAdvisor(ObjectProvider<StoringOutbox> outbox,
			ObjectProvider<Payloads> payloads, ObjectProvider<MethodTransport> transport,
			ObjectProvider<OutboxProperties> properties) {
		return new StoreAndForwardAdvisor(
				() -> new MethodOutbox(outbox.getObject(), payloads.getObject(), transport.getObject()),
				(target) -> properties.getObject().of(target).mode());
	}

}
