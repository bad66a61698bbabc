/**
 * Live reconfiguration: changed keys of Resilience4j take effect while the application is
 * running.
 */
@NullMarked
package io.github.resiliencestarter.reconfiguration;

import org.jspecify.annotations.NullMarked;
