/**
 * Settings of single targets, by name.
 */
@NullMarked
package io.github.resiliencestarter.targets;

import org.jspecify.annotations.NullMarked;
