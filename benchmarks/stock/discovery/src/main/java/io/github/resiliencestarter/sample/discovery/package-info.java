/**
 * Discovery for gRPC channels without the starter.
 */
@NullMarked
package io.github.resiliencestarter.sample.discovery;

import org.jspecify.annotations.NullMarked;
