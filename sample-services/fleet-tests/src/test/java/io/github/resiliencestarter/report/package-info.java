/**
 * The report of the experiments: from the results of {@code ./fleet experiment} to the
 * committed page and the README's table.
 */
@NullMarked
package io.github.resiliencestarter.report;

import org.jspecify.annotations.NullMarked;
