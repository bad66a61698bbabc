/**
 * Tests of the documentation: generated tables, compiled snippets, live links.
 */
@NullMarked
package io.github.resiliencestarter.documentation;

import org.jspecify.annotations.NullMarked;
