package io.github.resiliencestarter.fleet;

import java.io.PrintStream;
import java.util.Collection;
import java.util.List;

/**
 * Output of a command, for a person or for a program.
 *
 * @param out takes results
 * @param err takes errors
 * @param json whether results are JSON
 */
record Console(PrintStream out, PrintStream err, boolean json) {

	static Console of(PrintStream stream) {
		return new Console(stream, stream, false);
	}

	Console withJson(boolean json) {
		return new Console(this.out, this.err, json);
	}

	/**
	 * Says what goes on, where it does not get into JSON.
	 */
	void say(String line) {
		(this.json ? this.err : this.out).println(line);
	}

	/**
	 * Prints a result.
	 * @param text the result for a person
	 * @param value the same as a value of JSON
	 */
	void print(String text, Object value) {
		this.out.println(this.json ? Json.write(value) : text);
	}

	/**
	 * Prints a list as JSON, an element a line.
	 */
	void printLines(Collection<?> values) {
		List<String> lines = values.stream().map(Json::write).toList();
		this.out.println("[" + String.join(",\n", lines) + "]");
	}

}
