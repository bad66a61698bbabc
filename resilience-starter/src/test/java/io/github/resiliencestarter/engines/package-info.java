/**
 * Tests of the registries' room.
 */
@NullMarked
package io.github.resiliencestarter.engines;

import org.jspecify.annotations.NullMarked;
