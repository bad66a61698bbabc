@NullMarked
package io.github.resiliencestarter.sample.protocol.price;

import org.jspecify.annotations.NullMarked;
