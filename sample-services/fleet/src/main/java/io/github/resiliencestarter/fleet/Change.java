package io.github.resiliencestarter.fleet;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Result of a command for an instance.
 *
 * @param name the instance
 * @param pid the ID of its process, if any
 * @param what the kind of change
 */
record Change(String name, @Nullable Long pid, What what) {

	String toText() {
		return this.what.format.formatted(this.name, this.pid);
	}

	Map<String, @Nullable Object> toJson() {
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("name", this.name);
		json.put("pid", this.pid);
		json.put("result", this.what.result);
		return json;
	}

	/**
	 * Kind of change.
	 */
	enum What {

		STARTED("started", "started %s (pid %d)"),

		STOPPED("stopped", "stopped %s (pid %d)"),

		KILLED("killed", "killed %s (pid %d)"),

		DID_NOT_STOP("killed", "killed %s (pid %d), which did not stop in 15 s"),

		NOT_RUNNING("not running", "%s is not running"),

		ALREADY_RUNNING("already running", "%s is already running (pid %d)");

		private final String result;

		private final String format;

		What(String result, String format) {
			this.result = result;
			this.format = format;
		}

	}

}
