package io.github.resiliencestarter.annotation;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resiliencestarter.annotation.remote.RemoteBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.autoconfigure.RefreshAutoConfiguration;
import org.springframework.cloud.context.config.annotation.RefreshScope;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the object that a fallback is called on, with different kinds of proxies.
 */
@ExtendWith(OutputCaptureExtension.class)
class FallbackReceiverTests {

	private final ApplicationContextRunner runner = Annotated.checked()
		.withConfiguration(AutoConfigurations.of(RefreshAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(strings = { "refreshed", "interfaced", "prototype", "lazy", "made", "hiddenByInterface", "produced",
			"proxied" })
	void mayBeABeanOfAnyKind(String bean, CapturedOutput output) {
		this.runner.withUserConfiguration(Targets.class)
			.withBean(Client.class)
			.withPropertyValues("bean=" + bean)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Client client = context.getBean(Client.class);
				assertThat(client.privately()).isEqualTo("private of set");
				assertThat(client.publicly()).isEqualTo("public of set");
				assertThat(client.publicly()).isEqualTo("public of set");
			});
		assertThat(output).doesNotContain("No fallback").doesNotContain("Startup check");
	}

	@Test
	void scopedBeanMayNameFallbacksOfItsOwn(CapturedOutput output) {
		this.runner.withUserConfiguration(Targets.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean("refreshed", Target.class).own()).isEqualTo("private of set");
			assertThat(context.getBean("prototype", Target.class).own()).isEqualTo("private of set");
		});
		assertThat(output).doesNotContain("No fallback").doesNotContain("Startup check");
	}

	@Test
	void ofAnotherPackageAndInheritedIsCalledOnTheBean(CapturedOutput output) {
		this.runner.withBean(Inheriting.class).withBean("other", Inheriting.class).run((context) -> {
			assertThat(context).hasNotFailed();
			Inheriting bean = context.getBean("other", Inheriting.class);
			assertThat(bean.call()).isEqualTo("set");
			assertThat(bean.callVisible()).isEqualTo("set");
			assertThat(bean.callElsewhere()).isEqualTo("set");
		});
		assertThat(output).doesNotContain("No fallback").doesNotContain("Startup check");
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "false" })
	void defaultMethodOfAProxiedInterfaceResponds(String proxyTargetClass, CapturedOutput output) {
		this.runner.withPropertyValues("spring.aop.proxy-target-class=" + proxyTargetClass)
			.withUserConfiguration(Repositories.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				for (String name : new String[] { "advised", "plain" }) {
					BookRepository repository = context.getBean(name, BookRepository.class);
					assertThat(repository.findById(1L)).isEqualTo("default 1");
					assertThat(repository.findAll()).isEqualTo("all IOException");
					assertThat(repository.own("a")).isEqualTo("own a");
				}
			});
		assertThat(output).doesNotContain("No fallback").doesNotContain("Startup check");
	}

	@Test
	void innerProxyMayHideTheClassThatHasTheFallback(CapturedOutput output) {
		this.runner.withUserConfiguration(Nested.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Port.class).call()).isEqualTo("nested set");
		});
		assertThat(output).doesNotContain("No fallback").doesNotContain("Startup check");
	}

	static class Client {

		@CircuitBreaker(name = "client", fallbackMethod = "${bean}::privateInstead")
		public String privately() throws IOException {
			throw new IOException();
		}

		@Retry(name = "client", fallbackMethod = "${bean}::instead")
		public String publicly() throws IOException {
			throw new IOException();
		}

	}

	interface Instead {

		String instead(Throwable failure);

	}

	@SuppressWarnings("unused")
	static class Target implements Instead {

		private final String field = "set";

		@Override
		public String instead(Throwable failure) {
			return "public of " + this.field;
		}

		private String privateInstead(Throwable failure) {
			return "private of " + this.field;
		}

		@CircuitBreaker(name = "own", fallbackMethod = "privateInstead")
		public String own() throws IOException {
			throw new IOException();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Targets {

		@Bean
		@RefreshScope
		Target refreshed() {
			return new Target();
		}

		@Bean
		@Scope(scopeName = "refresh", proxyMode = ScopedProxyMode.INTERFACES)
		Target interfaced() {
			return new Target();
		}

		@Bean
		@Scope("prototype")
		Target prototype() {
			return new Target();
		}

		@Bean
		@Lazy
		Target lazy() {
			return new Target();
		}

		@Bean
		Target made() {
			return new Target();
		}

		@Bean
		Instead hiddenByInterface() {
			return new Target();
		}

		@Bean
		FactoryBean<Instead> produced() {
			return new InsteadFactory();
		}

		@Bean
		Instead proxied() {
			ProxyFactory factory = new ProxyFactory(new Target());
			return (Instead) factory.getProxy();
		}

	}

	static class InsteadFactory implements FactoryBean<Instead> {

		@Override
		public Instead getObject() {
			return new Target();
		}

		@Override
		public Class<?> getObjectType() {
			return Instead.class;
		}

	}

	static class Inheriting extends RemoteBase {

		@CircuitBreaker(name = "inheriting", fallbackMethod = "inherited")
		public String call() throws IOException {
			throw new IOException();
		}

		@CircuitBreaker(name = "inheriting", fallbackMethod = "visible")
		public String callVisible() throws IOException {
			throw new IOException();
		}

		@CircuitBreaker(name = "inheriting", fallbackMethod = "other::inherited")
		public String callElsewhere() throws IOException {
			throw new IOException();
		}

	}

	interface CrudRepository<T, I> {

		@CircuitBreaker(name = "books", fallbackMethod = "findInstead")
		T findById(I id) throws IOException;

		@Retry(name = "books", fallbackMethod = "allInstead")
		String findAll() throws IOException;

		default String allInstead(Throwable failure) {
			return "all " + failure.getClass().getSimpleName();
		}

	}

	interface BookRepository extends CrudRepository<String, Long> {

		default String findInstead(Long id, Throwable failure) {
			return "default " + id;
		}

		@CircuitBreaker(name = "books", fallbackMethod = "ownInstead")
		String own(String name) throws IOException;

		default String ownInstead(String name, Exception failure) {
			return "own " + name;
		}

	}

	/**
	 * Target class of all repository proxies.
	 */
	static class SimpleRepository implements CrudRepository<Object, Object> {

		@Override
		public Object findById(Object id) throws IOException {
			throw new IOException();
		}

		@Override
		public String findAll() throws IOException {
			throw new IOException();
		}

	}

	static class AdvisedFactory implements FactoryBean<BookRepository> {

		@Override
		public BookRepository getObject() {
			ProxyFactory factory = new ProxyFactory();
			factory.setTarget(new SimpleRepository());
			factory.setInterfaces(BookRepository.class);
			factory.addAdvice((org.aopalliance.intercept.MethodInterceptor) (invocation) -> {
				if (invocation.getMethod().isDefault()) {
					return InvocationHandler.invokeDefault(
							((org.springframework.aop.ProxyMethodInvocation) invocation).getProxy(),
							invocation.getMethod(), invocation.getArguments());
				}
				if (invocation.getMethod().getDeclaringClass() == BookRepository.class) {
					throw new IOException();
				}
				return invocation.proceed();
			});
			return (BookRepository) factory.getProxy();
		}

		@Override
		public Class<?> getObjectType() {
			return BookRepository.class;
		}

	}

	static class PlainFactory implements FactoryBean<BookRepository> {

		@Override
		public BookRepository getObject() {
			return (BookRepository) Proxy.newProxyInstance(getClass().getClassLoader(),
					new Class<?>[] { BookRepository.class }, (proxy, method, arguments) -> {
						if (method.isDefault()) {
							return InvocationHandler.invokeDefault(proxy, method, arguments);
						}
						if (method.getDeclaringClass() == Object.class) {
							return method.getName().equals("hashCode") ? (Object) 1 : "plain";
						}
						throw new IOException();
					});
		}

		@Override
		public Class<?> getObjectType() {
			return BookRepository.class;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Repositories {

		@Bean
		AdvisedFactory advised() {
			return new AdvisedFactory();
		}

		@Bean
		PlainFactory plain() {
			return new PlainFactory();
		}

	}

	interface Port {

		@CircuitBreaker(name = "port", fallbackMethod = "instead")
		String call() throws IOException;

	}

	@SuppressWarnings("unused")
	static class Implementation implements Port {

		private final String field = "set";

		@Override
		public String call() throws IOException {
			throw new IOException();
		}

		private String instead(Throwable failure) {
			return "nested " + this.field;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Nested {

		@Bean
		Port port() {
			return (Port) new ProxyFactory(new Implementation()).getProxy();
		}

	}

}
