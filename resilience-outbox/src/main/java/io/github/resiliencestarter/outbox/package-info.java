/**
 * Store and forward: commands that wait in the database until the circuit breaker of
 * their target lets them through.
 * <p>
 * Messages are rows of our own table;
 * <a href= "https://github.com/kagkarlsson/db-scheduler">db-scheduler</a> decides which
 * node works on which <em>lane</em>. Each target has 16 lanes, each lane is one task
 * instance of db-scheduler, and a message belongs to the lane of its ordering key. A node
 * that holds a lane sends its messages one after the other and deletes each after its
 * delivery, so that the order per key is kept, a message needs no claim of its own, and a
 * crash repeats at most the message in flight of a lane. One task instance per message
 * would have neither: db-scheduler knows no order, and picks before it asks.
 * <p>
 * The gate acts before the pick: the query with which db-scheduler looks for work leaves
 * out the lanes of targets whose circuit breaker is open, and lanes without messages. A
 * node whose circuit breaker is open therefore leaves the lanes to the others.
 */
@NullMarked
package io.github.resiliencestarter.outbox;

import org.jspecify.annotations.NullMarked;
