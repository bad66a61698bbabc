package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Imports the dashboards into a running Grafana.
 */
final class DashboardImport {

	private final Path folder;

	private final GrafanaApi grafana;

	/**
	 * Creates an import.
	 * @param folder the folder of the dashboards
	 * @param url Grafana's URL
	 * @param environment may have {@code GRAFANA_TOKEN} or {@code GRAFANA_LOGIN}
	 * @throws Misuse if the URL is invalid
	 */
	DashboardImport(Path folder, String url, Map<String, String> environment) {
		this.folder = folder;
		this.grafana = new GrafanaApi(url(url), GrafanaApi.authorization(environment));
	}

	/**
	 * Imports all dashboards, up to the first that is rejected.
	 * @param overwrite whether to replace existing dashboards
	 * @param listener receives the URL of each dashboard
	 */
	void load(boolean overwrite, Consumer<String> listener) throws IOException {
		this.grafana.createFolder();
		for (Path file : dashboards()) {
			listener.accept(this.grafana.load(Files.readString(file), overwrite));
		}
	}

	private static URI url(String text) {
		try {
			URI url = URI.create(text.replaceFirst("/+$", ""));
			if (List.of("http", "https").contains(String.valueOf(url.getScheme())) && url.getHost() != null
					&& url.getUserInfo() == null) {
				return url;
			}
		}
		catch (IllegalArgumentException ex) {
			// Reported below
		}
		throw new Misuse(
				"'%s' is not a URL of Grafana; use the form http://127.0.0.1:3000, without a login".formatted(text));
	}

	private List<Path> dashboards() throws IOException {
		try (Stream<Path> files = Files.list(this.folder)) {
			return files.filter((file) -> file.toString().endsWith(".json")).sorted().toList();
		}
	}

}
