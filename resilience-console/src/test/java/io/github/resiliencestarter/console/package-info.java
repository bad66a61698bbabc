/**
 * Tests of the console.
 */
@NullMarked
package io.github.resiliencestarter.console;

import org.jspecify.annotations.NullMarked;
