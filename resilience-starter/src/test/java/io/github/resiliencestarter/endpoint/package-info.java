/**
 * Tests of the actuator endpoint.
 */
@NullMarked
package io.github.resiliencestarter.endpoint;

import org.jspecify.annotations.NullMarked;
