@NullMarked
package io.github.resiliencestarter.grpc.server;

import org.jspecify.annotations.NullMarked;
