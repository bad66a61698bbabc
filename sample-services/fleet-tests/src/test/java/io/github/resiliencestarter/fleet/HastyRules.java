package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A copy of the rules for tests, with seconds instead of minutes: rates look back four
 * scrapes, alerts have no waiting time, and five limits are low enough for a test.
 * Expressions, series and labels are as shipped.
 */
final class HastyRules {

	private static final List<Limit> LIMITS = List.of(
			// With a running Consul, a list is 0 s old
			new Limit("ResilienceInstanceListOld", "300", "5"),
			// Messages wait only while inventory fails
			new Limit("ResilienceMessagesWaiting", "300", "5"),
			// Less than the attempt timeout of orders
			new Limit("ResilienceCallsSlow", "5", "0.5"),
			// It is 1 without retries
			new Limit("ResilienceRetryAmplification", "1.3", "1.05"),
			// Two times: increase() extrapolates the first one to a little more than 1
			new Limit("ResilienceBreakerFlapping", "3", "1.5"));

	private static final Pattern FOR = Pattern.compile("(?m)^( *for:) .+$");

	private static final Pattern INTERVAL = Pattern.compile("(?m)^ *interval:.*\\R");

	private static final String WINDOW = "[1m]";

	private HastyRules() {
	}

	/**
	 * Changes a copy of the shipped rules.
	 * @param folder the directory of the copy
	 */
	static void writeTo(Path folder) throws IOException {
		Path recording = folder.resolve("recording.yaml");
		String rates = Files.readString(recording).replace(WINDOW, "[%ds]".formatted(PrometheusApi.secondsOf(4)));
		Files.writeString(recording, INTERVAL.matcher(rates).replaceAll(""));
		Path alerts = folder.resolve("alerts.yaml");
		String text = FOR.matcher(Files.readString(alerts)).replaceAll("$1 0s");
		for (Limit limit : LIMITS) {
			text = limit.lowerIn(text);
		}
		Files.writeString(alerts, text);
	}

	/**
	 * Limit of an alert.
	 *
	 * @param alert the name of the alert
	 * @param shipped the limit as shipped
	 * @param here the limit in the copy
	 */
	private record Limit(String alert, String shipped, String here) {

		String lowerIn(String alerts) {
			Pattern expression = Pattern
				.compile("(alert: %s\\R *expr: .*? > )%s(?= |\\R)".formatted(this.alert, Pattern.quote(this.shipped)));
			String lowered = expression.matcher(alerts).replaceFirst("$1" + this.here);
			if (lowered.equals(alerts)) {
				throw new IllegalStateException("%s has no limit of %s".formatted(this.alert, this.shipped));
			}
			return lowered;
		}

	}

}
