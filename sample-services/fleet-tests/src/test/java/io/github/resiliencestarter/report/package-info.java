/**
 * Report of the experiments: generates the committed page and the table in
 * {@code docs/benchmarks.md} from the results of {@code ./fleet experiment}.
 */
@NullMarked
package io.github.resiliencestarter.report;

import org.jspecify.annotations.NullMarked;
