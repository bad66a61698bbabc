@NullMarked
package io.github.resiliencestarter.diagnostics.bytecode;

import org.jspecify.annotations.NullMarked;
