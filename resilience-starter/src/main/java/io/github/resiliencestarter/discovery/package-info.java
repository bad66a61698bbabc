/**
 * Discovery of other services: pushed instance lists that survive an outage of their
 * registry, in memory and on disk.
 */
@NullMarked
package io.github.resiliencestarter.discovery;

import org.jspecify.annotations.NullMarked;
