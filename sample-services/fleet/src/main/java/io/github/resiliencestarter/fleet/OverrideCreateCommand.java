package io.github.resiliencestarter.fleet;

import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code ./fleet override create}.
 */
@Command(name = "create",
		customSynopsis = "./fleet override create --application NAME (--target NAME --state STATE | --set KEY=VALUE) ...",
		description = { "Creates an override and prints its ID. Requires --for and --reason. Examples:",
				"  ./fleet override create --application orders --target inventory --state force-open --for 2m --reason INC-42",
				"  ./fleet override create --application '*' --set resilience.client.targets.inventory.timeout=1s --for 1h "
						+ "--reason INC-42" })
final class OverrideCreateCommand extends OverrideCommand.Part {

	@Mixin
	private OverrideOptions options = new OverrideOptions();

	@Option(names = "--dry-run", description = "Prints what would change on each instance, and creates nothing.")
	private boolean dryRun;

	OverrideCreateCommand(Settings settings, Console console) {
		super(settings, console);
	}

	@Override
	public Integer call() {
		String user = settings().variable("USER");
		OverrideDocument override = this.options.document(clock().instant(), user.isEmpty() ? "unknown" : user,
				new SecureRandom());
		if (this.dryRun) {
			return dryRun(override);
		}
		store().create(override);
		Map<String, Object> json = new LinkedHashMap<>(Map.of("id", override.id()));
		json.put("document", override.json().values());
		console().print(override.id(), json);
		return 0;
	}

	private int dryRun(OverrideDocument override) {
		Map<String, Optional<JsonObject>> responses = instances().dryRun(override);
		if (console().json()) {
			Map<String, @Nullable Object> json = new LinkedHashMap<>();
			responses.forEach((name, response) -> json.put(name, response.map(JsonObject::values).orElse(null)));
			console().print("", json);
		}
		else if (responses.isEmpty()) {
			console().say("no instance of %s passes its checks"
				.formatted(override.json().object("selector").text("application")));
		}
		else {
			responses.forEach((name, response) -> console().say(name + ":" + DryRunText.of(response)));
		}
		return responses.values().stream().allMatch(DryRunText::isValid) ? 0 : 1;
	}

}
