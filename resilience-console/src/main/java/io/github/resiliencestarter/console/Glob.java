package io.github.resiliencestarter.console;

/**
 * Pattern in which {@code *} stands for any characters, and {@code ?} for one.
 */
final class Glob {

	private Glob() {
	}

	/**
	 * Matches without recursion, so that no pattern takes long.
	 */
	static boolean matches(String glob, String text) {
		int at = 0;
		int star = -1;
		int resume = 0;
		int position = 0;
		while (position < text.length()) {
			if (at < glob.length() && glob.charAt(at) == '*') {
				star = at++;
				resume = position;
			}
			else if (at < glob.length() && (glob.charAt(at) == '?' || glob.charAt(at) == text.charAt(position))) {
				at++;
				position++;
			}
			else if (star >= 0) {
				at = star + 1;
				position = ++resume;
			}
			else {
				return false;
			}
		}
		while (at < glob.length() && glob.charAt(at) == '*') {
			at++;
		}
		return at == glob.length();
	}

}
