/**
 * Guarded gRPC calls, and channels that find the instances of a service through
 * discovery.
 */
@NullMarked
package io.github.resiliencestarter.grpc.client;

import org.jspecify.annotations.NullMarked;
