@NullMarked
package io.github.resiliencestarter.caller;

import org.jspecify.annotations.NullMarked;
