/**
 * Server side, the same for Spring MVC and WebFlux: the deadline of each request,
 * responses to expired requests, rejected calls as problem details, and the header for
 * failed dependencies.
 */
@NullMarked
package io.github.resiliencestarter.edge;

import org.jspecify.annotations.NullMarked;
