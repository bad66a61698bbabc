/**
 * Tests of live reconfiguration.
 */
@NullMarked
package io.github.resiliencestarter.reconfiguration;

import org.jspecify.annotations.NullMarked;
