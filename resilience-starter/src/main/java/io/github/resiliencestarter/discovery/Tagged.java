package io.github.resiliencestarter.discovery;

import java.util.List;

/**
 * Instance that has tags: another set of them makes it another instance. Public because
 * the choice of an instance may depend on them.
 */
public interface Tagged {

	/**
	 * Return the tags, in no order.
	 * @return the tags
	 */
	List<String> getTags();

}
