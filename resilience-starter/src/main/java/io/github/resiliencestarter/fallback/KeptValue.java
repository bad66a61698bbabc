package io.github.resiliencestarter.fallback;

import java.io.Serializable;

/**
 * What a method has returned, in the cache.
 *
 * @param millis when it returned, in milliseconds since the epoch
 * @param value the value
 */
record KeptValue(long millis, Object value) implements Serializable {

}
