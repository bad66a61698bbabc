package io.github.resiliencestarter.discovery;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.cloud.consul.model.http.agent.NewService;
import org.springframework.cloud.consul.model.http.health.Check.CheckStatus;
import org.springframework.cloud.consul.serviceregistry.ApplicationStatusProvider;
import org.springframework.web.util.UriUtils;

/**
 * Registration of one service that lasts: the agent is asked again and again whether it
 * still knows it, and told anew if not.
 */
class KeptRegistration {

	/**
	 * Short at its longest: it must be back within seconds of the agent.
	 */
	static final BackOff BACK_OFF = new BackOff(Duration.ofMillis(250), Duration.ofSeconds(2));

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final double JITTER = 0.25;

	private static final Log logger = LogFactory.getLog(KeptRegistration.class);

	private final String id;

	private final byte[] service;

	private final boolean heartbeat;

	private final ConsulAgents agent;

	private final Duration interval;

	private final DiscoveryTime time;

	private final ApplicationStatusProvider status;

	private final CompletableFuture<String> first = new CompletableFuture<>();

	private volatile CompletableFuture<?> last = CompletableFuture.completedFuture(null);

	private volatile boolean registered;

	private volatile boolean passing;

	private volatile boolean stopped;

	private int failures;

	private @Nullable String trouble;

	KeptRegistration(NewService service, ConsulAgents agent, Duration interval, DiscoveryTime time,
			ApplicationStatusProvider status) {
		this.id = service.getId();
		this.service = JsonMapper.shared().writeValueAsBytes(service);
		this.heartbeat = service.getCheck() != null && service.getCheck().getTtl() != null;
		this.agent = agent;
		this.interval = interval;
		this.time = time;
		this.status = status;
	}

	/**
	 * Register, and keep registered from now on.
	 * @return what completes after the first attempt: with an empty text, or with what is
	 * wrong
	 */
	CompletableFuture<String> start() {
		register();
		return this.first;
	}

	/**
	 * Keep it no longer. The agent is not told.
	 */
	void forget() {
		this.stopped = true;
		this.passing = false;
	}

	/**
	 * Keep it no longer, and tell the agent.
	 * @param timeout how long the agent may take
	 * @return what completes with whether the agent knew it until now
	 */
	CompletableFuture<Boolean> leave(Duration timeout) {
		forget();
		// What is on its way could register it once more
		return this.last.handle((response, failure) -> response)
			.thenCompose(
					(done) -> this.agent.put("/v1/agent/service/deregister/" + path(this.id), new byte[0], timeout))
			.handle((response, failure) -> {
				boolean left = response != null && response.statusCode() == 200;
				if (!left) {
					logger.warn("Consul was not told that '%s' leaves (%s); its check will tell".formatted(this.id,
							reason(response, failure)));
				}
				return left && this.registered;
			});
	}

	boolean isPassing() {
		return this.passing;
	}

	private void register() {
		follow(this.agent.put("/v1/agent/service/register", this.service, TIMEOUT), (response) -> {
			if (response.statusCode() != 200) {
				trouble("Consul refuses the registration of '%s' (%s)", ConsulAgents.reason(response));
				return;
			}
			logger.info("Registered '%s' with Consul%s".formatted(this.id, this.registered ? " again" : ""));
			this.registered = true;
			this.trouble = null;
			this.failures = 0;
			this.first.complete("");
			beat();
			// Its check may pass at once
			later(this::check, BACK_OFF.after(1, this.time.random()));
		});
	}

	private void check() {
		follow(this.agent.get("/v1/agent/health/service/id/" + path(this.id), TIMEOUT), (response) -> {
			int status = response.statusCode();
			this.passing = status == 200;
			if (status == 404) {
				logger.warn("Consul's agent does not know '%s' any more; registering again".formatted(this.id));
				register();
			}
			else if (status == 200 || status == 429 || status == 503) {
				if (this.trouble != null) {
					this.trouble = null;
					logger.info("Consul's agent knows '%s' still".formatted(this.id));
				}
				this.failures = 0;
				beat();
				double share = 1 - JITTER * this.time.random().nextDouble();
				later(this::check, Duration.ofNanos((long) (this.interval.toNanos() * share)));
			}
			else {
				trouble("Consul does not say whether it knows '%s' (%s)", ConsulAgents.reason(response));
			}
		});
	}

	private void beat() {
		if (this.heartbeat) {
			CheckStatus status = this.status.currentStatus();
			String verb = switch (status) {
				case PASSING -> "pass";
				case WARNING -> "warn";
				case CRITICAL -> "fail";
				default -> "";
			};
			if (!verb.isEmpty()) {
				CompletableFuture<?> unused = this.agent.put("/v1/agent/check/" + verb + "/service:" + path(this.id),
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
					trouble("Consul does not answer about '%s' (%s)", reason(null, failure));
				}
			}
			catch (RuntimeException ex) {
				trouble("The registration of '%s' failed (%s)", ex.toString());
			}
		});
	}

	/**
	 * Note what is wrong, tell it once, and try again from the beginning.
	 */
	private void trouble(String message, String reason) {
		this.passing = false;
		String told = message.formatted(this.id, reason);
		if (!told.equals(this.trouble)) {
			logger.warn(told + "; trying again until it does");
		}
		this.trouble = told;
		this.first.complete(told);
		this.failures++;
		later(this.registered ? this::check : this::register, BACK_OFF.after(this.failures, this.time.random()));
	}

	private void later(Runnable task, Duration delay) {
		this.time.timer().schedule(() -> {
			if (!this.stopped) {
				task.run();
			}
		}, delay);
	}

	private static String reason(@Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
		return (response != null) ? ConsulAgents.reason(response) : ConsulFailure.reason(failure);
	}

	private static String path(String id) {
		return UriUtils.encode(id, StandardCharsets.UTF_8);
	}

	@FunctionalInterface
	private interface Next {

		void accept(HttpResponse<byte[]> response);

	}

}
