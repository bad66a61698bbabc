/**
 * Settings of single targets, by name, and the way into the context that the load
 * balancer creates for each target.
 */
@NullMarked
package io.github.resiliencestarter.targets;

import org.jspecify.annotations.NullMarked;
