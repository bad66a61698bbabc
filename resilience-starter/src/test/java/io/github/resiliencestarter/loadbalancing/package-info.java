@NullMarked
package io.github.resiliencestarter.loadbalancing;

import org.jspecify.annotations.NullMarked;
