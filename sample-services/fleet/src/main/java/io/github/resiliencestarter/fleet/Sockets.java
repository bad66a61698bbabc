package io.github.resiliencestarter.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * TCP sockets of this machine, as listed by the kernel.
 */
final class Sockets {

	private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

	private Sockets() {
	}

	/**
	 * Returns whether a process listens on a port, on any address.
	 */
	static boolean isListening(int port) {
		Pattern listener = Pattern.compile("^ *\\d+: [0-9A-F]+:%04X [0-9A-F:]+ 0A ".formatted(port));
		return TABLES.stream().filter(Files::isReadable).anyMatch((table) -> {
			try (Stream<String> lines = Files.lines(table)) {
				return lines.anyMatch((line) -> listener.matcher(line).find());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

}
