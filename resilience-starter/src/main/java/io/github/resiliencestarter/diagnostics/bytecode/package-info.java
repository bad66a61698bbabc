/**
 * Startup checks that read bytecode, optional and apart: nothing else depends on them,
 * and the other checks run without them.
 */
@NullMarked
package io.github.resiliencestarter.diagnostics.bytecode;

import org.jspecify.annotations.NullMarked;
