/**
 * Benchmarks of gRPC calls, guarded and not, and of their payloads.
 */
@NullMarked
package io.github.resiliencestarter.grpc.client;

import org.jspecify.annotations.NullMarked;
