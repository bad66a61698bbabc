/**
 * Tests of what the running call keeps with its thread.
 */
@NullMarked
package io.github.resiliencestarter.context;

import org.jspecify.annotations.NullMarked;
