package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Entry point of {@code ./fleet}, which builds and starts this application.
 */
@Command(name = "fleet", customSynopsis = "./fleet COMMAND", description = {
		"Runs the sample fleet on this machine and injects faults: Consul, storefront -> orders -> inventory, Prometheus and,",
		"if available, Grafana. Everything listens on 127.0.0.1." },
		commandListHeading = "%nCommands (details: ./fleet COMMAND --help):%n",
		footer = { "", "NAME is one of: storefront-1 orders-1 orders-2 inventory-1 inventory-2 consul prometheus;",
				"inventory-3, pricing-1 and pricing-2, which only start starts; haproxy, after up --haproxy.", "",
				"Environment:", "  FLEET_HOME   directory of state and logs (default: target/fleet)",
				"  FLEET_PORTS  for up: auto (any free ports), or pairs such as storefront-1=18080,consul=18500",
				"  FLEET_BUILD  never: skips the build and uses existing jars",
				"  FLEET_CONSOLE  never: up does not start the console in the browser",
				"  JAVA_OPTS    additional options for the JVMs of the services" })
public final class FleetApplication {

	private static final int FAILED = 1;

	private static final int MISUSED = 2;

	private static final int WIDTH = 120;

	private FleetApplication() {
	}

	public static void main(String[] args) {
		String root = System.getProperty("fleet.root");
		Settings settings = Settings.of((root != null) ? Path.of(root) : Settings.repository(), System.getenv());
		// Does not wait for requests in flight
		System.exit(run(settings, new Console(System.out, System.err, false), args));
	}

	/**
	 * Runs a command.
	 * @param settings the fleet
	 * @param console receives the output
	 * @param args the arguments
	 * @return the exit code: 1 for a failure, 2 for invalid arguments
	 */
	static int run(Settings settings, Console console, String... args) {
		return commandLine(settings, console).execute((args.length > 0) ? args : new String[] { "help" });
	}

	static CommandLine commandLine(Settings settings, Console console) {
		CommandLine commands = new CommandLine(new FleetApplication());
		Stream
			.of(new UpCommand(settings, console, new SystemPace()), new DownCommand(settings, console),
					new StatusCommand(settings, console), new LogsCommand(settings, console),
					new KillCommand(settings, console), new StopCommand(settings, console),
					new StartCommand(settings, console), new FaultCommand(settings, console),
					new LoadCommand(settings, console), new ExperimentCommand(settings, console),
					new SoakCommand(settings, console), new DashboardsCommand(settings, console),
					new CompletionCommand(settings, console))
			.forEach(commands::addSubcommand);
		commands.addSubcommand(override(settings, console));
		commands.addSubcommand(help());
		commands.setExpandAtFiles(false);
		commands.setUsageHelpWidth(WIDTH);
		commands.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
		commands.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
		commands.setParameterExceptionHandler(FleetApplication::misused);
		commands.setExecutionExceptionHandler(FleetApplication::failed);
		addHelp(commands);
		return commands;
	}

	private static CommandLine override(Settings settings, Console console) {
		CommandLine override = new CommandLine(new OverrideCommand(settings, console));
		Stream
			.of(new OverrideCreateCommand(settings, console), new OverrideGrowCommand(settings, console),
					new OverrideListCommand(settings, console), new OverrideWatchCommand(settings, console),
					new OverrideRevokeCommand(settings, console))
			.forEach(override::addSubcommand);
		return override;
	}

	private static void addHelp(CommandLine command) {
		command.getCommandSpec().usageMessage().synopsisHeading("usage: ");
		if (!command.getCommandSpec().optionsMap().containsKey("--help")) {
			command.getCommandSpec()
				.addOption(OptionSpec.builder("-h", "--help").usageHelp(true).description("Prints this help.").build());
		}
		command.getSubcommands().values().forEach(FleetApplication::addHelp);
	}

	private static CommandLine help() {
		CommandLine help = new CommandLine(new CommandLine.HelpCommand());
		help.getCommandSpec()
			.usageMessage()
			.customSynopsis("./fleet help [COMMAND]")
			.header(new String[0])
			.description("Prints the help of a command, or a list of all commands.");
		return help;
	}

	private static int misused(ParameterException ex, String[] args) {
		return misused(message(ex, args), ex.getCommandLine());
	}

	private static int misused(String message, CommandLine command) {
		PrintWriter err = command.getErr();
		err.println("fleet: " + message);
		err.println("usage: " + command.getCommandSpec().usageMessage().customSynopsis()[0].replace("%%", "%"));
		return MISUSED;
	}

	private static String message(ParameterException ex, String[] args) {
		boolean isRoot = ex.getCommandLine().getParent() == null;
		if (ex instanceof UnmatchedArgumentException unmatched) {
			List<String> words = unmatched.getUnmatched();
			return isRoot ? unknownCommand(words.get(0)) : "unknown argument: " + String.join(" ", words);
		}
		if (isRoot && args.length > 1) {
			return unknownCommand(args[1]);
		}
		if (ex instanceof MutuallyExclusiveArgsException || ex instanceof MaxValuesExceededException) {
			return "unknown argument: " + Arrays.stream(args)
				.skip(1)
				.filter((word) -> !word.equals("--json"))
				.collect(Collectors.joining(" "));
		}
		if (ex instanceof OverwrittenOptionException overwritten
				&& overwritten.getOverwritten() instanceof OptionSpec option) {
			return option.longestName() + " is specified more than once";
		}
		if (ex instanceof MissingParameterException missing
				&& missing.getMissing().get(0) instanceof OptionSpec option) {
			return option.longestName() + " requires a value";
		}
		return String.valueOf(ex.getMessage()).lines().findFirst().orElse("");
	}

	private static String unknownCommand(String name) {
		return "unknown command: %s; see ./fleet help".formatted(name);
	}

	private static int failed(Exception ex, CommandLine command, @Nullable ParseResult parsed) throws Exception {
		if (ex instanceof Misuse) {
			return misused(String.valueOf(ex.getMessage()), command);
		}
		if (ex instanceof FleetException failure) {
			return failed(failure.details(), String.valueOf(ex.getMessage()), command.getErr());
		}
		if (ex instanceof IOException) {
			return failed("", String.valueOf(ex.getMessage()), command.getErr());
		}
		if (ex instanceof UncheckedIOException) {
			return failed("", String.valueOf(ex.getCause()), command.getErr());
		}
		throw ex;
	}

	private static int failed(String details, String message, PrintWriter err) {
		if (!details.isEmpty()) {
			err.println(details);
		}
		err.println("fleet: " + message);
		return FAILED;
	}

}
