/**
 * Registration of this application: it is kept while Consul's agent loses it, and ends
 * with a drain before the application shuts down.
 */
@NullMarked
package io.github.resiliencestarter.registration;

import org.jspecify.annotations.NullMarked;
