/**
 * Classification of attempts: who is at fault for a failure, and whether to retry it.
 */
@NullMarked
package io.github.resiliencestarter.failure;

import org.jspecify.annotations.NullMarked;
