/**
 * Live reconfiguration: what changes under Resilience4j's keys reaches the registries
 * while the application runs.
 */
@NullMarked
package io.github.resiliencestarter.reconfiguration;

import org.jspecify.annotations.NullMarked;
