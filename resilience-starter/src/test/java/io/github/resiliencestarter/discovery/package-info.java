@NullMarked
package io.github.resiliencestarter.discovery;

import org.jspecify.annotations.NullMarked;
