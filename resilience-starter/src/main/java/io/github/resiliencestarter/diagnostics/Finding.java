package io.github.resiliencestarter.diagnostics;

/**
 * Violation of a rule.
 *
 * @param rule the rule
 * @param where the key, method or instance
 * @param why what is wrong
 * @param instead what to write instead
 */
public record Finding(Rule rule, String where, String why, String instead) {

}
