package io.github.resiliencestarter.registration;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;

import io.github.resiliencestarter.discovery.BackOff;
import io.github.resiliencestarter.discovery.ConsulAgents;
import io.github.resiliencestarter.discovery.DiscoveryTime;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.consul.model.http.agent.NewService;
import org.springframework.cloud.consul.model.http.health.Check.CheckStatus;
import org.springframework.cloud.consul.serviceregistry.ApplicationStatusProvider;
import org.springframework.web.util.UriUtils;

/**
 * Durable registration of one service: it is checked periodically, and renewed if the
 * agent has forgotten it.
 */
class KeptRegistration {

	/**
	 * Short even at its maximum: the registration must be renewed within seconds after
	 * the agent returns.
	 */
	static final BackOff BACK_OFF = new BackOff(Duration.ofMillis(250), Duration.ofSeconds(2));

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final double JITTER = 0.25;

	private static final Log logger = LogFactory.getLog(KeptRegistration.class);

	private final ServiceDefinition service;

	private final String requestedId;

	private final ConsulAgents agent;

	private final RegistrationSettings settings;

	private final DiscoveryTime time;

	private final ApplicationStatusProvider status;

	private final PassingWatch watch = new PassingWatch();

	private final CompletableFuture<String> first = new CompletableFuture<>();

	private volatile CompletableFuture<?> last = CompletableFuture.completedFuture(null);

	private volatile @Nullable String maintenance;

	private volatile boolean attempted;

	private volatile boolean registered;

	private volatile boolean overwritten;

	private volatile boolean passing;

	private volatile boolean stopped;

	private int failures;

	private boolean collisionTold;

	private @Nullable String trouble;

	KeptRegistration(NewService service, ConsulAgents agent, RegistrationSettings settings, DiscoveryTime time,
			ApplicationStatusProvider status) {
		this.service = new ServiceDefinition(service, settings.process());
		this.requestedId = service.getId();
		this.agent = agent;
		this.settings = settings;
		this.time = time;
		this.status = status;
	}

	/**
	 * Register, and stay registered from now on.
	 * @return a future that completes after the first attempt with an empty text, or with
	 * the problem
	 */
	CompletableFuture<String> start() {
		look();
		return this.first;
	}

	/**
	 * Return the registered ID, which differs from the configured one if that is used by
	 * another process.
	 */
	String id() {
		return this.service.id();
	}

	/**
	 * Return whether an ID is, or was, that of this registration.
	 */
	boolean isKnownAs(String id) {
		return id.equals(this.requestedId) || id.equals(id());
	}

	/**
	 * Record that maintenance has begun or ended, so that a renewed registration has the
	 * same state.
	 * @param reason the reason, or {@code null} if it is no longer in maintenance
	 */
	void maintenance(@Nullable String reason) {
		this.maintenance = reason;
	}

	/**
	 * Stop renewing the registration, without deregistering.
	 */
	void forget() {
		this.stopped = true;
		this.passing = false;
	}

	/**
	 * Deregister, unless the ID now belongs to another process.
	 * @param timeout how long the agent may take
	 * @return a future that completes with whether the service was registered until now
	 */
	CompletableFuture<Boolean> leave(Duration timeout) {
		forget();
		// A request in flight could register it again
		return this.last.handle((response, failure) -> response)
			.thenCompose((done) -> (this.attempted && !this.overwritten) ? deregister(timeout)
					: CompletableFuture.completedFuture(false));
	}

	private CompletableFuture<Boolean> deregister(Duration timeout) {
		return this.agent.put("/v1/agent/service/deregister/" + path(id()), new byte[0], timeout)
			.handle((response, failure) -> {
				boolean left = response != null && response.statusCode() == 200;
				if (!left) {
					logger.warn("Cannot deregister '%s' from Consul (%s); its health check will fail instead"
						.formatted(id(), ConsulAgents.reason(response, failure)));
				}
				return left && this.registered;
			});
	}

	boolean isPassing() {
		return this.passing;
	}

	/**
	 * Check whether the ID is used by another process before registering with it.
	 */
	private void look() {
		follow(this.agent.get(healthPath(), TIMEOUT), (response) -> {
			AgentView view = AgentView.read(response);
			if (this.service.isUsedByAnother(view)) {
				collision(view);
			}
			register();
		});
	}

	private void register() {
		this.attempted = true;
		String maintenance = this.maintenance;
		byte[] definition = this.service.toJson(maintenance);
		follow(this.agent.put("/v1/agent/service/register", definition, TIMEOUT), (response) -> {
			if (response.statusCode() != 200) {
				trouble("Consul rejected the registration of '%s' (%s)", ConsulAgents.reason(response));
				return;
			}
			logger.info("Registered '%s' with Consul%s%s".formatted(id(), this.registered ? " again" : "",
					(maintenance != null) ? ", in maintenance as before" : ""));
			this.registered = true;
			this.overwritten = false;
			this.trouble = null;
			this.failures = 0;
			this.first.complete("");
			beat();
			if (maintenance != null) {
				CompletableFuture<?> unused = this.agent.put(
						"/v1/agent/service/maintenance/" + path(id()) + "?enable=true&reason=" + path(maintenance),
						new byte[0], TIMEOUT);
			}
			// Its check may pass immediately
			later(this::check, BACK_OFF.after(1, this.time.random()));
		});
	}

	private void check() {
		follow(this.agent.get(healthPath(), TIMEOUT), (response) -> {
			this.passing = response.statusCode() == 200;
			if (response.statusCode() == 404) {
				logger.warn("Consul's agent no longer knows '%s'; re-registering".formatted(id()));
				register();
			}
			else if (AgentView.isKnown(response)) {
				known(AgentView.read(response));
			}
			else {
				trouble("Consul did not confirm the registration of '%s' (%s)", ConsulAgents.reason(response));
			}
		});
	}

	private void known(AgentView view) {
		if (this.trouble != null) {
			this.trouble = null;
			logger.info("Consul's agent still knows '%s'".formatted(id()));
		}
		this.failures = 0;
		this.overwritten = this.service.isOverwritten(view);
		if (this.overwritten) {
			this.passing = false;
			collision(view);
			if (this.settings.renames()) {
				register();
				return;
			}
		}
		else {
			this.collisionTold = false;
			if (view.address() != null) {
				this.maintenance = view.maintenance();
			}
			judge(view);
			beat();
		}
		double share = 1 - JITTER * this.time.random().nextDouble();
		later(this::check, Duration.ofNanos((long) (this.settings.interval().toNanos() * share)));
	}

	private void judge(AgentView view) {
		if (this.passing) {
			this.watch.passing(id());
		}
		else if (view.maintenance() == null) {
			this.watch.failing(id(), view, this.time.nanos());
		}
	}

	/**
	 * Choose another ID, or warn about the consequences of a shared one.
	 */
	private void collision(AgentView other) {
		String message = "Instance ID '%s' of this process at %s is also used by the one at %s".formatted(id(),
				this.service.address(), other.address());
		if (this.settings.renames()) {
			String suffix = HexFormat.of().toHexDigits(this.time.random().nextInt());
			String renamed = id() + "-" + suffix;
			logger.warn(message + "; registering this one as '" + renamed + "'");
			this.service.rename(renamed);
		}
		else if (!this.collisionTold) {
			this.collisionTold = true;
			logger.warn(message + "; only the last one to register is found. Set a unique "
					+ "spring.cloud.consul.discovery.instance-id");
		}
	}

	private void beat() {
		if (this.service.hasTtl()) {
			CheckStatus status = this.status.currentStatus();
			String verb = switch (status) {
				case PASSING -> "pass";
				case WARNING -> "warn";
				case CRITICAL -> "fail";
				default -> "";
			};
			if (!verb.isEmpty()) {
				CompletableFuture<?> unused = this.agent.put("/v1/agent/check/" + verb + "/service:" + path(id()),
						new byte[0], TIMEOUT);
			}
		}
	}

	private void follow(CompletableFuture<HttpResponse<byte[]>> answer, Next next) {
		this.last = answer;
		CompletableFuture<?> unused = answer.whenComplete((response, failure) -> {
			if (this.stopped) {
				return;
			}
			try {
				if (response != null) {
					next.accept(response);
				}
				else {
					trouble("Consul did not respond about '%s' (%s)", ConsulAgents.reason(null, failure));
				}
			}
			catch (RuntimeException ex) {
				trouble("The registration of '%s' failed (%s)", ex.toString());
			}
		});
	}

	/**
	 * Log the problem once, and retry from the beginning.
	 */
	private void trouble(String message, String reason) {
		this.passing = false;
		String told = message.formatted(id(), reason);
		if (!told.equals(this.trouble)) {
			logger.warn(told + "; retrying until it succeeds");
		}
		this.trouble = told;
		this.first.complete(told);
		this.failures++;
		later(next(), BACK_OFF.after(this.failures, this.time.random()));
	}

	private Runnable next() {
		if (this.registered) {
			return this::check;
		}
		return this.attempted ? this::register : this::look;
	}

	private String healthPath() {
		return "/v1/agent/health/service/id/" + path(id());
	}

	private void later(Runnable task, Duration delay) {
		this.time.timer().schedule(() -> {
			if (!this.stopped) {
				task.run();
			}
		}, delay);
	}

	private static String path(String id) {
		return UriUtils.encode(id, StandardCharsets.UTF_8);
	}

	@FunctionalInterface
	private interface Next {

		void accept(HttpResponse<byte[]> response);

	}

}
