/**
 * Tests for the settings of single targets.
 */
@NullMarked
package io.github.resiliencestarter.targets;

import org.jspecify.annotations.NullMarked;
