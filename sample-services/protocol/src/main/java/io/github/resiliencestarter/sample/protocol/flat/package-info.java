/**
 * Message that is read in place instead of being parsed, and the RPC that carries it.
 */
@NullMarked
package io.github.resiliencestarter.sample.protocol.flat;

import org.jspecify.annotations.NullMarked;
