/**
 * Tests for guarded gRPC calls.
 */
@NullMarked
package io.github.resiliencestarter.grpc.client;

import org.jspecify.annotations.NullMarked;
