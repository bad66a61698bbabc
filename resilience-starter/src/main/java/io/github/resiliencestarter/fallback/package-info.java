/**
 * What a caller gets when the call has failed for good.
 */
@NullMarked
package io.github.resiliencestarter.fallback;

import org.jspecify.annotations.NullMarked;
