package io.github.resiliencestarter.sample.protocol.price;

import io.github.resiliencestarter.sample.protocol.price.sbe.PriceStatus;

/**
 * Reply to a {@link PriceQuery}.
 *
 * @param id the number of the query
 * @param status whether there is a price
 * @param cents the price in cents, 0 if there is none
 * @param instance the instance that replies
 */
public record PriceReply(long id, PriceStatus status, long cents, String instance) {
}
