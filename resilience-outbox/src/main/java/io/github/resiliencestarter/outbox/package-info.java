/**
 * Store and forward: commands that wait in the database until the circuit breaker of
 * their target lets them through.
 * <p>
 * Messages are rows of our own table;
 * <a href= "https://github.com/kagkarlsson/db-scheduler">db-scheduler</a> decides which
 * node works on which <em>lane</em>. Each target has 16 lanes, each lane is one task
 * instance of db-scheduler, and a message belongs to the lane of its ordering key. A node
 * that holds a lane sends its messages one after the other and deletes each after its
 * delivery: lanes are claimed, not messages. So the order per key is kept, and a crash
 * repeats at most the message in flight of a lane. With one task instance per message,
 * db-scheduler would know no order, and would pick before it asks.
 * <p>
 * The gate acts before the pick: the query with which db-scheduler looks for work leaves
 * out the lanes of targets whose circuit breaker is open, and lanes without messages. A
 * node whose circuit breaker is open therefore leaves the lanes to the others.
 */
@NullMarked
package io.github.resiliencestarter.outbox;

import org.jspecify.annotations.NullMarked;
