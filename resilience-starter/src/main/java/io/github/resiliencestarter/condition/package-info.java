/**
 * Conditions of the starter's auto-configurations.
 */
@NullMarked
package io.github.resiliencestarter.condition;

import org.jspecify.annotations.NullMarked;
