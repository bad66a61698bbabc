@NullMarked
package io.github.resiliencestarter.http;

import org.jspecify.annotations.NullMarked;
