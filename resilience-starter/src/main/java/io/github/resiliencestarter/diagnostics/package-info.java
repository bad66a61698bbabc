/**
 * Startup checks and their failure analyses: what is wrong, why, and what to write
 * instead.
 */
@NullMarked
package io.github.resiliencestarter.diagnostics;

import org.jspecify.annotations.NullMarked;
