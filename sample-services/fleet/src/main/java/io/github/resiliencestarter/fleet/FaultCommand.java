package io.github.resiliencestarter.fleet;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code ./fleet fault}.
 */
@Command(name = "fault", customSynopsis = "./fleet fault NAME latency=2s|error=50%%|capacity=40/s|hang|none [--json]",
		description = { "Makes a service respond late, with errors, at a limited rate, or not at all.",
				"none removes the fault." })
final class FaultCommand extends JsonCommand {

	private static final String FORMS = "latency=DURATION (2s, 300ms, 500ms@2% of the requests), error=SHARE (50%), "
			+ "capacity=N/s, hang, none";

	private static final Pattern FAULT = Pattern
		.compile("latency=[0-9]+(ms|s)(@[0-9]+%)?|error=[0-9]+%|capacity=[0-9]+/s|hang|none");

	@Parameters(paramLabel = "NAME FAULT", completionCandidates = Words.class,
			description = "The instance of a service, and latency=DURATION (2s, 300ms, 500ms@2%% of the requests), "
					+ "error=SHARE (50%%), capacity=N/s, hang or none.")
	private List<String> words = List.of();

	FaultCommand(Settings settings, Console console) {
		super(settings, console);
	}

	@Override
	public Integer call() {
		if (this.words.size() != 2) {
			throw new Misuse("specify a service and a fault");
		}
		String name = instance(this.words.subList(0, 1));
		String fault = this.words.get(1);
		if (!Instances.ALL_SERVICES.contains(name)) {
			throw new Misuse("%s does not support faults; use one of the services (%s)".formatted(name,
					String.join(" ", Instances.ALL_SERVICES)));
		}
		if (!FAULT.matcher(fault).matches()) {
			throw new Misuse("unknown fault: %s; use one of %s".formatted(fault, FORMS));
		}
		fleet().fault(name, fault);
		Map<String, Object> json = new LinkedHashMap<>(Map.of("name", name));
		json.put("fault", fault);
		console().print("%s: %s".formatted(name, fault), json);
		return 0;
	}

	/**
	 * Candidates for the instance and the fault.
	 */
	static final class Words implements Iterable<String> {

		@Override
		public Iterator<String> iterator() {
			return Stream
				.concat(Instances.ALL_SERVICES.stream(),
						Stream.of("latency=2s", "error=50%", "capacity=40/s", "hang", "none"))
				.iterator();
		}

	}

}
