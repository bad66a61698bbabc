package io.github.resiliencestarter.annotation.remote;

/**
 * Class whose fallbacks only its own package can see.
 */
public class RemoteBase {

	private final String field = "set";

	String inherited(Throwable failure) {
		return this.field;
	}

	protected String visible(Throwable failure) {
		return this.field;
	}

}
