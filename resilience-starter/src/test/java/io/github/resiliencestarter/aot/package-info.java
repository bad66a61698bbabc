/**
 * Tests of the starter in an application that is processed ahead of time.
 */
@NullMarked
package io.github.resiliencestarter.aot;

import org.jspecify.annotations.NullMarked;
