/**
 * Threads of the starter, owned by one bean.
 */
@NullMarked
package io.github.resiliencestarter.threads;

import org.jspecify.annotations.NullMarked;
