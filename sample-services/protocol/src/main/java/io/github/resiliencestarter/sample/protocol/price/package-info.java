/**
 * Messages of the service pricing: SBE over TCP, each preceded by its length.
 */
@NullMarked
package io.github.resiliencestarter.sample.protocol.price;

import org.jspecify.annotations.NullMarked;
