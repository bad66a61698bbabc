package io.github.resiliencestarter.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Links to other tools, with the names of what a page shows.
 */
final class LinkTemplates {

	private final ConsoleProperties.Links links;

	LinkTemplates(ConsoleProperties.Links links) {
		this.links = links;
	}

	/**
	 * Returns the links for a dependency, by name.
	 */
	Map<String, String> of(String application, String target) {
		Map<String, String> urls = new LinkedHashMap<>();
		put(urls, "Boards", this.links.boards(), application, target);
		put(urls, "Runbook", this.links.runbook(), application, target);
		put(urls, "Traces", this.links.traces(), application, target);
		return urls;
	}

	private static void put(Map<String, String> urls, String name, @Nullable String template, String application,
			String target) {
		if (template != null) {
			urls.put(name, template.replace("{application}", encode(application)).replace("{target}", encode(target)));
		}
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
	}

}
