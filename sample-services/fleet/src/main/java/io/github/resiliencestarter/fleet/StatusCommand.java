package io.github.resiliencestarter.fleet;

import java.util.List;

import picocli.CommandLine.Command;

/**
 * {@code ./fleet status}.
 */
@Command(name = "status", customSynopsis = "./fleet status [--json]",
		description = "Shows all processes with their ports and their state in Consul: passing, critical or absent.")
final class StatusCommand extends JsonCommand {

	private static final String FORMAT = "%-14s %-11s %-6s %-8s %s";

	StatusCommand(Settings settings, Console console) {
		super(settings, console);
	}

	@Override
	public Integer call() {
		List<InstanceStatus> status = fleet().status();
		if (console().json()) {
			console().printLines(status.stream().map(InstanceStatus::toJson).toList());
		}
		else {
			console().say(FORMAT.formatted("NAME", "SERVICE", "PORT", "PID", "CONSUL"));
			status.forEach((each) -> console().say(FORMAT.formatted(each.name(), each.service(), each.port(),
					(each.pid() != null) ? each.pid() : "-", each.consul())));
		}
		return 0;
	}

}
