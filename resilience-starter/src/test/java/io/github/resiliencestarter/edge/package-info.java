@NullMarked
package io.github.resiliencestarter.edge;

import org.jspecify.annotations.NullMarked;
