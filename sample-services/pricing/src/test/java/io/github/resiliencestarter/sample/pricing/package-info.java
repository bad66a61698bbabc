@NullMarked
package io.github.resiliencestarter.sample.pricing;

import org.jspecify.annotations.NullMarked;
