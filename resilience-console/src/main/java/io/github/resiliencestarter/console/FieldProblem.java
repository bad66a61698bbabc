package io.github.resiliencestarter.console;

/**
 * What is wrong with a field of a form.
 *
 * @param field the name of the field
 * @param message what to write instead
 */
record FieldProblem(String field, String message) {

}
