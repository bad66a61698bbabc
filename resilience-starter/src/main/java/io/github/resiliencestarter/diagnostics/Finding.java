package io.github.resiliencestarter.diagnostics;

/**
 * Place where an application does not keep a rule.
 *
 * @param rule the rule
 * @param where key, method or instance
 * @param why what is wrong there
 * @param instead what to write instead
 */
record Finding(Rule rule, String where, String why, String instead) {

}
