package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Entry point of {@code ./fleet dashboards}: loads the dashboards into a running Grafana.
 * Depends on nothing but the JDK, so that the script can run it from its classes.
 */
public final class DashboardImport {

	private static final int MISUSED = 2;

	private DashboardImport() {
	}

	public static void main(String[] args) {
		System.exit(run(args, System.getenv(), System.out, System.err));
	}

	/**
	 * Loads every dashboard, up to the first that is refused.
	 * @param args the folder of the dashboards, Grafana's URL and {@code --overwrite}
	 * @param environment may have {@code GRAFANA_TOKEN} or {@code GRAFANA_LOGIN}
	 */
	static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
		List<String> rest = new ArrayList<>(List.of(args));
		boolean overwrite = rest.remove("--overwrite");
		try {
			if (rest.size() != 2) {
				throw new IllegalArgumentException("give the URL of a Grafana, and --overwrite or nothing");
			}
			GrafanaApi grafana = new GrafanaApi(url(rest.get(1)), GrafanaApi.authorization(environment));
			grafana.createFolder();
			for (Path file : dashboards(Path.of(rest.get(0)))) {
				out.println(grafana.load(Files.readString(file), overwrite));
			}
			return 0;
		}
		catch (IllegalArgumentException ex) {
			err.println("fleet dashboards: " + ex.getMessage());
			return MISUSED;
		}
		catch (IOException | UncheckedIOException ex) {
			err.println("fleet dashboards: " + ex.getMessage());
			return 1;
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
			// Said below
		}
		throw new IllegalArgumentException(
				"'%s' is no URL of a Grafana: write it as http://127.0.0.1:3000, without a login".formatted(text));
	}

	private static List<Path> dashboards(Path folder) throws IOException {
		try (Stream<Path> files = Files.list(folder)) {
			return files.filter((file) -> file.toString().endsWith(".json")).sorted().toList();
		}
	}

}
