package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code ./fleet dashboards}.
 */
@Command(name = "dashboards", customSynopsis = "./fleet dashboards URL [--overwrite] [--json]",
		description = { "Imports the dashboards into the folder Resilience of the Grafana at the given URL.",
				"Authenticates with the environment variable GRAFANA_TOKEN (a service account token) or GRAFANA_LOGIN "
						+ "(user:password)." })
final class DashboardsCommand extends JsonCommand {

	@Parameters(arity = "0..1", paramLabel = "URL", description = "For example http://127.0.0.1:3000.")
	private @Nullable String url;

	@Option(names = "--overwrite", description = "Replaces existing dashboards.")
	private boolean overwrite;

	DashboardsCommand(Settings settings, Console console) {
		super(settings, console);
	}

	@Override
	public Integer call() throws IOException {
		if (this.url == null) {
			throw new Misuse("specify the URL of Grafana");
		}
		List<String> urls = new ArrayList<>();
		new DashboardImport(settings().root().resolve("grafana/dashboards"), this.url, settings().environment())
			.load(this.overwrite, (loaded) -> {
				urls.add(loaded);
				if (!console().json()) {
					console().say(loaded);
				}
			});
		if (console().json()) {
			console().print("", Map.of("dashboards", urls));
		}
		return 0;
	}

}
