package io.github.resiliencestarter.fleet;

import java.util.Locale;
import java.util.stream.Stream;

/**
 * Setup of the same services.
 */
enum SetUp {

	/**
	 * With the starter only.
	 */
	STARTER("starter"),

	/**
	 * As {@link #STARTER}, but the services call each other over gRPC.
	 */
	GRPC("grpc"),

	/**
	 * Spring Cloud and Resilience4j at their defaults, with {@code @Retry} and
	 * {@code @CircuitBreaker} on each method that calls another service.
	 */
	STOCK("stock"),

	/**
	 * As {@link #STOCK}, but the services call each other over gRPC, with its round robin
	 * and its retries instead of {@code @Retry}.
	 */
	STOCK_GRPC("stock-grpc"),

	/**
	 * Spring Cloud at its defaults, without protection.
	 */
	NONE("plain"),

	/**
	 * As {@link #NONE}, but the services call each other through HAProxy with health
	 * checks and retries.
	 */
	HAPROXY("haproxy");

	private final String mode;

	SetUp(String mode) {
		this.mode = mode;
	}

	/**
	 * The mode of {@code ./fleet up}, as the state of a fleet names it.
	 */
	String mode() {
		return this.mode;
	}

	/**
	 * Whether the services call each other over gRPC.
	 */
	boolean isOverGrpc() {
		return this == GRPC || this == STOCK_GRPC;
	}

	/**
	 * Whether the services run without the starter, with code written by hand.
	 */
	boolean isHandmade() {
		return this == STOCK || this == STOCK_GRPC;
	}

	/**
	 * Returns the same setup over gRPC.
	 * @throws Misuse if there is none
	 */
	SetUp overGrpc() {
		return switch (this) {
			case STARTER, GRPC -> GRPC;
			case STOCK, STOCK_GRPC -> STOCK_GRPC;
			case NONE, HAPROXY -> throw new Misuse("over gRPC, only starter and stock can run");
		};
	}

	static SetUp ofMode(String mode) {
		return Stream.of(values())
			.filter((setUp) -> setUp.mode.equals(mode))
			.findFirst()
			.orElseThrow(() -> new FleetException("unknown mode: " + mode));
	}

	/**
	 * Its name on the command line and in reports.
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
