package io.github.resiliencestarter.fleet;

import java.io.PrintStream;
import java.time.Duration;

/**
 * Entry point of {@code ./fleet load}. Depends on nothing but the JDK, so that the script
 * can run it from its classes.
 */
public final class Load {

	/**
	 * The timeout of a request, from the time at which it was due.
	 */
	static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final int MISUSED = 2;

	private Load() {
	}

	public static void main(String[] args) {
		// Also ends the requests in flight
		System.exit(run(args, System.out, System.err));
	}

	static int run(String[] args, PrintStream out, PrintStream err) {
		LoadOptions options;
		try {
			options = LoadOptions.parse(args);
		}
		catch (IllegalArgumentException ex) {
			err.println("fleet load: " + ex.getMessage());
			return MISUSED;
		}
		Pace pace = new SystemPace();
		HttpSender.warmUp();
		Sender sender = new HttpSender(options.uri(), PATIENCE);
		LoadReport report = new OpenLoop(options.schedule(), pace, sender, PATIENCE).run();
		String text = options.json() ? report.toJson() : report.toText();
		out.println(text);
		return 0;
	}

}
