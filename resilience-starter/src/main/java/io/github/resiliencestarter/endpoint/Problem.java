package io.github.resiliencestarter.endpoint;

/**
 * Response to a request that cannot be fulfilled, after RFC 9457.
 *
 * @param title the summary
 * @param status the HTTP status
 * @param detail what is wrong and what to write instead
 */
record Problem(String title, int status, String detail) {

}
