/**
 * Base class of annotated beans in another package than theirs.
 */
@NullMarked
package io.github.resiliencestarter.annotation.remote;

import org.jspecify.annotations.NullMarked;
