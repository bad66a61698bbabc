/**
 * Finding instances of other services and being found: lists that Consul pushes and that
 * outlive it, a registration that lasts, and a drain before the end.
 */
@NullMarked
package io.github.resiliencestarter.discovery;

import org.jspecify.annotations.NullMarked;
