/**
 * Tests of the starter's threads.
 */
@NullMarked
package io.github.resiliencestarter.threads;

import org.jspecify.annotations.NullMarked;
