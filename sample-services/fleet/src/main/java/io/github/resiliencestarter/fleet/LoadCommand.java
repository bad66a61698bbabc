package io.github.resiliencestarter.fleet;

import java.time.Duration;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./fleet load}.
 */
@Command(name = "load", customSynopsis = "./fleet load [--rps N] [--seconds N] [--path P] [--json]", description = {
		"Sends requests to the storefront at a fixed rate, independent of the responses, and reports the results.",
		"Latency is measured from the time at which a request is due." })
final class LoadCommand extends JsonCommand {

	/**
	 * The timeout of a request, from the time at which it was due.
	 */
	static final Duration PATIENCE = Duration.ofSeconds(10);

	@Option(names = "--rps", paramLabel = "N", description = "Requests per second (default: 50).")
	private String rps = "50";

	@Option(names = "--seconds", paramLabel = "N", description = "Duration in seconds (default: 20).")
	private String seconds = "20";

	@Option(names = "--path", paramLabel = "P", description = "Path of the storefront (default: /checkout/1).")
	private String path = "/checkout/1";

	LoadCommand(Settings settings, Console console) {
		super(settings, console);
	}

	@Override
	public Integer call() {
		int port = fleet().state().ports().of("storefront-1");
		LoadReport report = run(options("http://127.0.0.1:" + port));
		console().out().println(console().json() ? report.toJson() : report.toText());
		return 0;
	}

	LoadOptions options(String base) {
		return LoadOptions.of(base, this.path, this.rps, this.seconds);
	}

	static LoadReport run(LoadOptions options) {
		HttpSender.warmUp();
		Sender sender = new HttpSender(options.uri(), PATIENCE);
		return new OpenLoop(options.schedule(), new SystemPace(), sender, PATIENCE).run();
	}

}
