/**
 * The report of the experiments: from the results of {@code ./fleet experiment} to the
 * committed page and the table in {@code docs/benchmarks.md}.
 */
@NullMarked
package io.github.resiliencestarter.report;

import org.jspecify.annotations.NullMarked;
