package io.github.resiliencestarter;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.Configurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The starter's auto-configurations do not pull Spring Cloud's load balancer up, before
 * Spring Boot's clients of HTTP interfaces, which its conditions look for.
 */
class AutoConfigurationOrderTests {

	private static final ClassLoader LOADER = AutoConfigurationOrderTests.class.getClassLoader();

	private static final Predicate<Class<?>> OURS = (type) -> type.getName().startsWith("io.github.resiliencestarter.");

	@Test
	void loadBalancersStayBehindTheClientsOfHttpInterfaces() {
		List<Class<?>> all = StreamSupport
			.stream(ImportCandidates.load(AutoConfiguration.class, LOADER).spliterator(), false)
			.flatMap(AutoConfigurationOrderTests::loaded)
			.toList();
		assertThat(all).anyMatch(OURS);
		List<Class<?>> without = sorted(all.stream().filter(OURS.negate()).toList());
		List<Class<?>> sorted = sorted(all);
		List<Class<?>> clients = all.stream()
			.filter((type) -> type.getName().endsWith("HttpServiceClientAutoConfiguration"))
			.toList();
		List<Class<?>> balancers = all.stream()
			.filter((type) -> type.getName().startsWith("org.springframework.cloud.client.loadbalancer."))
			.toList();
		assertThat(clients).hasSize(2);
		assertThat(balancers).isNotEmpty();
		for (Class<?> client : clients) {
			assertThat(behind(sorted, client, balancers)).as(client.getName())
				.isEqualTo(behind(without, client, balancers));
		}
	}

	private static List<Class<?>> behind(List<Class<?>> order, Class<?> client, List<Class<?>> balancers) {
		return balancers.stream().filter((balancer) -> order.indexOf(balancer) > order.indexOf(client)).toList();
	}

	private static Stream<Class<?>> loaded(String name) {
		try {
			return Stream.of(ClassUtils.forName(name, LOADER));
		}
		catch (ClassNotFoundException | LinkageError ex) {
			// Needs a library that is not there
			return Stream.empty();
		}
	}

	private static List<Class<?>> sorted(List<Class<?>> types) {
		return List.of(Configurations.getClasses(AutoConfigurations.of(types.toArray(Class<?>[]::new))));
	}

}
