@NullMarked
package io.github.resiliencestarter.deadline;

import org.jspecify.annotations.NullMarked;
