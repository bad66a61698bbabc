/**
 * gRPC server side: the deadline of each call, rejected calls and failed dependencies as
 * statuses, the registration of the server, and its readiness as gRPC health.
 */
@NullMarked
package io.github.resiliencestarter.grpc.server;

import org.jspecify.annotations.NullMarked;
