package io.github.resiliencestarter.fleet;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code ./fleet override revoke}.
 */
@Command(name = "revoke", customSynopsis = "./fleet override revoke ID [--json]",
		description = "Removes an override; what was in effect before returns.")
final class OverrideRevokeCommand extends OverrideCommand.Part {

	@Parameters(arity = "0..1", paramLabel = "ID", description = "The override.")
	private @Nullable String id;

	OverrideRevokeCommand(Settings settings, Console console) {
		super(settings, console);
	}

	@Override
	public Integer call() {
		String id = OverrideOptions.id(this.id);
		store().delete(id);
		console().print(id + ": revoked", Map.of("revoked", id));
		return 0;
	}

}
