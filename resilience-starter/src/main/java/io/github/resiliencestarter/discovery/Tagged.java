package io.github.resiliencestarter.discovery;

import java.util.List;

/**
 * Instance that has tags: another set of them makes it another instance.
 */
interface Tagged {

	List<String> getTags();

}
