@NullMarked
package io.github.resiliencestarter.failure;

import org.jspecify.annotations.NullMarked;
