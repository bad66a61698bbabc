/**
 * Who calls: the name of the calling application, and the requests that each caller may
 * send.
 */
@NullMarked
package io.github.resiliencestarter.caller;

import org.jspecify.annotations.NullMarked;
