package io.github.resiliencestarter.discovery;

import java.util.List;

/**
 * Instance with tags. Different tags make a different instance. Public because the choice
 * of an instance may depend on tags.
 */
public interface Tagged {

	/**
	 * Return the tags, in no order.
	 * @return the tags
	 */
	List<String> getTags();

}
