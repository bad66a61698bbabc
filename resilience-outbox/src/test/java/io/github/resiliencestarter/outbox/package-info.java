/**
 * Tests of the outbox.
 */
@NullMarked
package io.github.resiliencestarter.outbox;

import org.jspecify.annotations.NullMarked;
