package io.github.resiliencestarter.console;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Console of a fleet.
 *
 * @param enabled Whether the console is enabled.
 * @param path Path of the page, below the context path of the application.
 * @param interval Time between two reads of an instance.
 * @param applications Applications that are read.
 * @param actuator Actuator endpoints of the instances.
 * @param overrides Overrides in Consul.
 * @param security Users and roles.
 * @param links Links to other tools.
 */
@ConfigurationProperties(ConsoleProperties.PREFIX)
record ConsoleProperties(@DefaultValue("true") boolean enabled, @DefaultValue("/resilience") String path,
		@DefaultValue("5s") Duration interval, @DefaultValue Applications applications, @DefaultValue Actuator actuator,
		@DefaultValue Overrides overrides, @DefaultValue Security security, @DefaultValue Links links) {

	static final String PREFIX = "resilience.console";

	private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+");

	ConsoleProperties {
		require(PATH.matcher(path).matches(), "path", path, "must be a path such as /resilience");
		require(interval.compareTo(Duration.ofSeconds(1)) >= 0, "interval", interval, "must be at least 1s");
	}

	private static void require(boolean valid, String name, @Nullable Object value, String rule) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "." + name, value, rule);
		}
	}

	/**
	 * Applications that are read.
	 *
	 * @param include Names of applications that are read; * and ? are wildcards.
	 * @param exclude Names of applications that are not read; * and ? are wildcards.
	 */
	record Applications(@DefaultValue("*") Set<String> include, @DefaultValue( {
			"consul", "prometheus", "haproxy" }) Set<String> exclude){

		Applications {
			include = Set.copyOf(include);
			exclude = Set.copyOf(exclude);
		}

		boolean isRead(String application) {
			return include().stream().anyMatch((glob) -> Glob.matches(glob, application))
					&& exclude().stream().noneMatch((glob) -> Glob.matches(glob, application));
		}

	}

	/**
	 * Actuator endpoints of the instances.
	 *
	 * @param basePath Base path of the actuator of instances without metadata
	 * management.context-path.
	 * @param timeout Timeout of a complete response.
	 * @param maxResponseSize Maximum size of a response.
	 * @param concurrency Maximum number of requests in flight.
	 * @param username Username for basic authentication.
	 * @param password Password for basic authentication.
	 * @param token Bearer token, instead of a username.
	 * @param sslBundle Name of the SSL bundle with the trusted certificates and, for
	 * mutual TLS, the client certificate.
	 */
	record Actuator(@DefaultValue("/actuator") String basePath, @DefaultValue("2s") Duration timeout,
			@DefaultValue("2MB") DataSize maxResponseSize, @DefaultValue("64") int concurrency,
			@Nullable String username, @Nullable String password, @Nullable String token, @Nullable String sslBundle) {

		Actuator {
			require(basePath.isEmpty() || ActuatorAddress.isPath(basePath), "actuator.base-path", basePath,
					"must be a path such as /actuator");
			require(timeout.toMillis() >= 1, "actuator.timeout", timeout, "must be positive");
			require(maxResponseSize.toBytes() >= 1024 && maxResponseSize.toMegabytes() <= 64,
					"actuator.max-response-size", maxResponseSize, "must be from 1KB to 64MB");
			require(concurrency >= 1 && concurrency <= 1024, "actuator.concurrency", concurrency,
					"must be from 1 to 1024");
			require(token == null || username == null, "actuator.token", "******",
					"must not be set together with a username");
		}

		@Override
		public String toString() {
			return "Actuator[basePath=%s, timeout=%s]".formatted(this.basePath, this.timeout);
		}

	}

	/**
	 * Overrides in Consul.
	 *
	 * @param enabled Whether overrides are read from Consul and written to it.
	 * @param prefix Prefix of the keys; resilience.control.prefix of the services.
	 * @param aclToken ACL token that may read and write the keys; if not set, that of
	 * discovery.
	 * @param timeout Timeout of a request to Consul.
	 */
	record Overrides(@DefaultValue("true") boolean enabled, @DefaultValue("resilience/overrides/") String prefix,
			@Nullable String aclToken, @DefaultValue("3s") Duration timeout) {

		private static final Pattern KEYS = Pattern.compile("([A-Za-z0-9._-]+/)+");

		Overrides {
			require(KEYS.matcher(prefix).matches(), "overrides.prefix", prefix,
					"must be a prefix such as resilience/overrides/");
			require(timeout.toMillis() >= 1, "overrides.timeout", timeout, "must be positive");
		}

		@Override
		public String toString() {
			return "Overrides[prefix=%s]".formatted(this.prefix);
		}

	}

	/**
	 * Users and roles.
	 *
	 * @param readRole Role that may read.
	 * @param writeRole Role that may read, and create, change and revoke overrides.
	 * @param rolesClaim Claim of an OpenID Connect user that lists the roles.
	 * @param users Users for basic authentication, by name.
	 * @param localAccess Whether requests from this machine may read without any
	 * configured user. Not safe if a proxy on this machine forwards requests.
	 */
	record Security(@DefaultValue("RESILIENCE_READ") String readRole,
			@DefaultValue("RESILIENCE_WRITE") String writeRole, @DefaultValue("roles") String rolesClaim,
			@DefaultValue Map<String, User> users, @DefaultValue("false") boolean localAccess) {

		Security {
			require(StringUtils.hasText(readRole), "security.read-role", readRole, "must not be empty");
			require(StringUtils.hasText(writeRole), "security.write-role", writeRole, "must not be empty");
			users = Map.copyOf(users);
			users.forEach((name, user) -> require(user.password().startsWith("{"),
					"security.users.%s.password".formatted(name), "******",
					"must name its encoding, such as {bcrypt}$2a$10$..."));
		}

	}

	/**
	 * User for basic authentication.
	 *
	 * @param password Encoded password, such as {bcrypt}$2a$10$....
	 * @param roles Roles of the user.
	 */
	record User(@DefaultValue("") String password, @DefaultValue("RESILIENCE_READ") Set<String> roles) {

		User {
			roles = Set.copyOf(roles);
		}

		@Override
		public String toString() {
			return "User[roles=%s]".formatted(this.roles);
		}

	}

	/**
	 * Links to other tools. The placeholders {application} and {target} are replaced.
	 *
	 * @param boards URL of the dashboard of a dependency.
	 * @param runbook URL of the runbook.
	 * @param traces URL of the traces of a dependency.
	 */
	record Links(@Nullable String boards, @Nullable String runbook, @Nullable String traces) {

		private static final Pattern URL = Pattern.compile("https?://[^\\s\"'<>\\\\]+");

		Links {
			requireUrl("boards", boards);
			requireUrl("runbook", runbook);
			requireUrl("traces", traces);
		}

		private static void requireUrl(String name, @Nullable String url) {
			require(url == null || URL.matcher(url).matches(), "links." + name, url,
					"must be a URL that starts with http:// or https://");
		}

	}

}
