/**
 * Tests of the start-up checks.
 */
@NullMarked
package io.github.resiliencestarter.targets;

import org.jspecify.annotations.NullMarked;
