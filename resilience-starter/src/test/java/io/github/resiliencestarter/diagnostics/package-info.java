/**
 * Tests of the start-up checks.
 */
@NullMarked
package io.github.resiliencestarter.diagnostics;

import org.jspecify.annotations.NullMarked;
