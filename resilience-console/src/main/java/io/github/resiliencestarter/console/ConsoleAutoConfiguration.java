package io.github.resiliencestarter.console;

import java.time.InstantSource;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * {@link AutoConfiguration Auto-configuration} for the console.
 */
@AutoConfiguration(after = CompositeDiscoveryClientAutoConfiguration.class,
		afterName = "org.springframework.cloud.consul.ConsulAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "resilience.console.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ConsoleProperties.class)
@Import(OverrideStoreConfiguration.class)
public final class ConsoleAutoConfiguration {

	@Bean
	ConsoleThreads resilienceConsoleThreads() {
		return new ConsoleThreads();
	}

	@Bean
	ActuatorClient resilienceConsoleActuatorClient(ConsoleProperties properties, ConsoleThreads threads,
			ObjectProvider<SslBundles> bundles) {
		// Fails here, at startup, if there is no such bundle
		SSLContext ssl = sslContext(properties.actuator().sslBundle(), bundles);
		return new ActuatorClient(properties.actuator(), threads, () -> ssl);
	}

	private static @Nullable SSLContext sslContext(@Nullable String name, ObjectProvider<SslBundles> bundles) {
		return (name != null) ? bundles.getObject().getBundle(name).createSslContext() : null;
	}

	@Bean
	FleetView resilienceConsoleFleetView(ConsoleProperties properties, ConsoleThreads threads, ActuatorClient client,
			ObjectProvider<DiscoveryClient> discovery, ObjectProvider<OverrideStore> store) {
		ActuatorReader reader = new ActuatorReader(client, new ReportReader(), threads.fleet(), InstantSource.system());
		return new FleetView(new MemberSource(DiscoveryClients.of(discovery), properties), store.getIfAvailable(),
				reader, properties, threads);
	}

	@Bean
	RouterFunction<ServerResponse> resilienceConsoleRoutes(ConsoleProperties properties, FleetView view,
			ConsoleThreads threads, ActuatorClient client, ObjectProvider<OverrideStore> store) {
		ReportReader reports = new ReportReader();
		Overrides overrides = new Overrides(view, store.getIfAvailable(), new OverrideRules(InstantSource.system()),
				new DryRun(client, reports));
		Details details = new Details(view, client, reports, new LinkTemplates(properties.links()));
		return new ConsoleRoutes(properties, view, new Streams(view, threads), details,
				new OverrideRoutes(overrides, properties.security().writeRole()))
			.routes();
	}

}
