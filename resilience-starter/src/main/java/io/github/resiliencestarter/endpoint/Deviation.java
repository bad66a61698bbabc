package io.github.resiliencestarter.endpoint;

import java.time.Instant;

/**
 * Change that is in force.
 *
 * @param change the change
 * @param since when it was made
 * @param until when it ends
 * @param before the state before it
 */
record Deviation(Change change, Instant since, Instant until, String before) {

	DeviationView view() {
		return new DeviationView(this.change.thing().instance(), this.change.action().text(), this.change.by(),
				this.change.reason(), this.since, this.until, this.before);
	}

}
