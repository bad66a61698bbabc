@NullMarked
package io.github.resiliencestarter.guard;

import org.jspecify.annotations.NullMarked;
