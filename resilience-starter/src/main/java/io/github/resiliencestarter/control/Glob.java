package io.github.resiliencestarter.control;

/**
 * Pattern of names in which {@code *} is any text and {@code ?} any character. Matching
 * takes at most time proportional to both lengths, whatever the pattern is.
 *
 * @param pattern the pattern
 */
record Glob(String pattern) {

	/**
	 * Returns whether a name matches, with the same case.
	 */
	boolean matches(String name) {
		int at = 0;
		int in = 0;
		int star = -1;
		int resume = 0;
		while (in < name.length()) {
			if (at < this.pattern.length() && this.pattern.charAt(at) == '*') {
				star = at++;
				resume = in;
			}
			else if (at < this.pattern.length()
					&& (this.pattern.charAt(at) == '?' || this.pattern.charAt(at) == name.charAt(in))) {
				at++;
				in++;
			}
			else if (star >= 0) {
				at = star + 1;
				in = ++resume;
			}
			else {
				return false;
			}
		}
		while (at < this.pattern.length() && this.pattern.charAt(at) == '*') {
			at++;
		}
		return at == this.pattern.length();
	}

}
