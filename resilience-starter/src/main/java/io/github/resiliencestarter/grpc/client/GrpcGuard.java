package io.github.resiliencestarter.grpc.client;

import java.util.concurrent.Executor;

import io.github.resiliencestarter.guard.Guards;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Collaborators that the guarded calls of all channels share.
 *
 * @param guards the guards by target, or {@code null} if no calls are guarded
 * @param rules the rules that turn a status into an outcome
 * @param methods the settings of methods
 * @param observations the registry that knows the current observation
 * @param workers the executor of what may block, for calls that bring none
 */
record GrpcGuard(@Nullable Guards guards, GrpcRules rules, MethodSettings methods, ObservationRegistry observations,
		Executor workers) {

}
