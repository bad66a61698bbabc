@NullMarked
package io.github.resiliencestarter.recovery;

import org.jspecify.annotations.NullMarked;
