package io.github.resiliencestarter.fleet;

import java.io.PrintStream;
import java.util.Collection;
import java.util.List;

/**
 * Output of a command, as text or as JSON.
 *
 * @param out receives results
 * @param err receives errors
 * @param json whether to print results as JSON
 */
record Console(PrintStream out, PrintStream err, boolean json) {

	static Console of(PrintStream stream) {
		return new Console(stream, stream, false);
	}

	Console withJson(boolean json) {
		return new Console(this.out, this.err, json);
	}

	/**
	 * Prints progress, which is never mixed with JSON.
	 */
	void say(String line) {
		(this.json ? this.err : this.out).println(line);
	}

	/**
	 * Prints a result.
	 * @param text the result as text
	 * @param value the result as a JSON value
	 */
	void print(String text, Object value) {
		this.out.println(this.json ? Json.write(value) : text);
	}

	/**
	 * Prints a list as JSON, one element per line.
	 */
	void printLines(Collection<?> values) {
		List<String> lines = values.stream().map(Json::write).toList();
		this.out.println("[" + String.join(",\n", lines) + "]");
	}

}
