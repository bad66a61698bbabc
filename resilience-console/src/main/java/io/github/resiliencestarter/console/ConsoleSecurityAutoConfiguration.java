package io.github.resiliencestarter.console;

import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.util.ClassUtils;

/**
 * {@link AutoConfiguration Auto-configuration} for the security of the console. Comes
 * after those of Spring Boot, which back off when there is a {@link SecurityFilterChain}:
 * the chain of the console is for its path only.
 */
@AutoConfiguration(after = ConsoleAutoConfiguration.class, afterName = {
		"org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
		"org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration",
		"org.springframework.boot.security.oauth2.client.autoconfigure.servlet.OAuth2ClientWebSecurityAutoConfiguration",
		"org.springframework.boot.security.oauth2.server.resource.autoconfigure.servlet.OAuth2ResourceServerAutoConfiguration",
		"org.springframework.boot.security.saml2.autoconfigure.Saml2RelyingPartyAutoConfiguration" })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "resilience.console.enabled", matchIfMissing = true)
public final class ConsoleSecurityAutoConfiguration {

	/**
	 * Before the chains of the application, which may match all requests.
	 */
	static final int ORDER = -100;

	private static final String REGISTRATIONS = "org.springframework.security.oauth2.client.registration.ClientRegistrationRepository";

	private static final String GENERATED = "inMemoryUserDetailsManager";

	private static final Log logger = LogFactory.getLog(ConsoleSecurityAutoConfiguration.class);

	@Bean
	@Order(ORDER)
	SecurityFilterChain resilienceConsoleSecurityFilterChain(HttpSecurity http, ConsoleProperties properties,
			ListableBeanFactory beans, Environment environment) {
		ConsoleSecurity.SignIn signIn = new ConsoleSecurity.SignIn(hasUsers(properties, beans, environment),
				hasRegistrations(beans));
		if (!signIn.isConfigured()) {
			logger.info("The console at %s is readable %s, because no users are configured (%s)".formatted(
					properties.path(), properties.security().localAccess() ? "from this machine only" : "by nobody",
					ConsoleProperties.PREFIX + ".security.users"));
		}
		PathPatternRequestMatcher.Builder paths = beans.getBeanProvider(PathPatternRequestMatcher.Builder.class)
			.getIfAvailable(PathPatternRequestMatcher::withDefaults);
		DispatcherServletPath servlet = beans.getBeanProvider(DispatcherServletPath.class).getIfAvailable();
		return new ConsoleSecurity(properties, paths, (servlet != null) ? servlet.getPrefix() : "").chain(http, signIn);
	}

	private static boolean hasUsers(ConsoleProperties properties, ListableBeanFactory beans, Environment environment) {
		return !properties.security().users().isEmpty() || environment.containsProperty("spring.security.user.password")
				|| Stream.of(AuthenticationManager.class, AuthenticationProvider.class)
					.anyMatch((type) -> beans.getBeanNamesForType(type, true, false).length > 0)
				|| Stream.of(beans.getBeanNamesForType(UserDetailsService.class, true, false))
					.anyMatch((name) -> !name.equals(GENERATED));
	}

	private static boolean hasRegistrations(ListableBeanFactory beans) {
		ClassLoader classLoader = ConsoleSecurityAutoConfiguration.class.getClassLoader();
		return ClassUtils.isPresent(REGISTRATIONS, classLoader) && beans
			.getBeanNamesForType(ClassUtils.resolveClassName(REGISTRATIONS, classLoader), true, false).length > 0;
	}

}
