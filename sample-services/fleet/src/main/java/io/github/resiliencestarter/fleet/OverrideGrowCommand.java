package io.github.resiliencestarter.fleet;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code ./fleet override grow}.
 */
@Command(name = "grow", customSynopsis = "./fleet override grow ID --share N [--json]",
		description = "Extends an override to more instances. Those that have it keep it.")
final class OverrideGrowCommand extends OverrideCommand.Part {

	@Parameters(arity = "0..1", paramLabel = "ID", description = "The override.")
	private @Nullable String id;

	@Option(names = "--share", paramLabel = "N", description = "New percentage of the instances.")
	private String share = "";

	OverrideGrowCommand(Settings settings, Console console) {
		super(settings, console);
	}

	@Override
	public Integer call() {
		String id = OverrideOptions.id(this.id);
		if (this.share.isEmpty()) {
			throw new Misuse("specify --share, the new percentage of the instances");
		}
		int share = Numbers.read("--share", this.share, 1, 100);
		OverrideDocument override = store().find(id);
		long before = override.json().number("share", 100);
		if (share <= before) {
			throw new Misuse("--share must be larger than the present %d; to withdraw it, ./fleet override revoke %s"
				.formatted(before, id));
		}
		store().replace(override.withShare(share));
		Map<String, Object> json = new LinkedHashMap<>(Map.of("id", id));
		json.put("share", share);
		console().print("%s: %d %% -> %d %%".formatted(id, before, share), json);
		return 0;
	}

}
