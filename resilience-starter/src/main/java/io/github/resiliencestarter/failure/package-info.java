/**
 * The only judge of attempts: whose fault a failure is, and whether to retry it.
 */
@NullMarked
package io.github.resiliencestarter.failure;

import org.jspecify.annotations.NullMarked;
