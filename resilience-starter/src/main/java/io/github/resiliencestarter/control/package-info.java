/**
 * Overrides for the fleet through Consul's KV store: what to change on which instances,
 * who asks for it, why, and until when.
 */
@NullMarked
package io.github.resiliencestarter.control;

import org.jspecify.annotations.NullMarked;
