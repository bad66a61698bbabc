@NullMarked
package io.github.resiliencestarter.instances;

import org.jspecify.annotations.NullMarked;
