@NullMarked
package io.github.resiliencestarter.registration;

import org.jspecify.annotations.NullMarked;
