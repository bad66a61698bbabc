@NullMarked
package io.github.resiliencestarter.control;

import org.jspecify.annotations.NullMarked;
