package io.github.resiliencestarter.fleet;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code ./fleet override watch}.
 */
@Command(name = "watch", customSynopsis = "./fleet override watch ID [--within N] [--json]", description = {
		"Waits until all instances that pass their checks have applied an override, and names those that have not.",
		"Exit code 1 if some have not within the time." })
final class OverrideWatchCommand extends OverrideCommand.Part {

	private static final Duration STEP = Duration.ofMillis(500);

	private final Pace pace = new SystemPace();

	@Parameters(arity = "0..1", paramLabel = "ID", description = "The override.")
	private @Nullable String id;

	@Option(names = "--within", paramLabel = "N", description = "Seconds to wait (default: 15); 0 only looks.")
	private String within = "15";

	OverrideWatchCommand(Settings settings, Console console) {
		super(settings, console);
	}

	@Override
	public Integer call() {
		OverrideDocument override = store().find(OverrideOptions.id(this.id));
		long limit = this.pace.nanos() + Duration.ofSeconds(Numbers.read("--within", this.within, 0, 3600)).toNanos();
		OverrideFleet instances = instances();
		OverrideProgress progress = instances.progress(override);
		String said = "";
		while (!progress.isComplete() && this.pace.nanos() < limit) {
			if (!progress.toText().equals(said) && !console().json()) {
				said = progress.toText();
				console().say(said);
			}
			this.pace.awaitUntil(this.pace.nanos() + STEP.toNanos());
			progress = instances.progress(override);
		}
		if (console().json() || !progress.toText().equals(said)) {
			console().print(progress.toText(), progress.toJson());
		}
		return progress.isComplete() ? 0 : 1;
	}

}
