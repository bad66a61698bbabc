/**
 * Listener containers of Kafka, RabbitMQ and JMS that pause with a circuit breaker.
 */
@NullMarked
package io.github.resiliencestarter.messaging;

import org.jspecify.annotations.NullMarked;
