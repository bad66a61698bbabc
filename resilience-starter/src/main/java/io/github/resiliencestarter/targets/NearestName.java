package io.github.resiliencestarter.targets;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Search for the intended name: the one with the fewest typing errors.
 */
public final class NearestName {

	private static final int SHORT = 4;

	private static final int LONG = 12;

	private NearestName() {
	}

	/**
	 * Returns the nearest name, if one is similar enough.
	 * @param written the written name
	 * @param names the existing names
	 * @return the nearest name
	 */
	public static Optional<String> of(String written, Collection<String> names) {
		return names.stream()
			.filter((name) -> distance(written, name) <= tolerance(Math.min(written.length(), name.length())))
			.min(Comparator.<String>comparingInt((name) -> distance(written, name))
				.thenComparing(Comparator.naturalOrder()));
	}

	private static int tolerance(int length) {
		if (length <= SHORT) {
			return 1;
		}
		return (length < LONG) ? 2 : 3;
	}

	/**
	 * Return the number of missing, additional, wrong or swapped letters (optimal string
	 * alignment), ignoring case.
	 */
	private static int distance(String one, String other) {
		String a = one.toLowerCase(Locale.ROOT);
		String b = other.toLowerCase(Locale.ROOT);
		int[][] distance = new int[a.length() + 1][b.length() + 1];
		for (int i = 0; i <= a.length(); i++) {
			for (int j = 0; j <= b.length(); j++) {
				distance[i][j] = (i == 0 || j == 0) ? i + j : step(distance, a, b, i, j);
			}
		}
		return distance[a.length()][b.length()];
	}

	private static int step(int[][] distance, String a, String b, int i, int j) {
		int mistaken = distance[i - 1][j - 1] + ((a.charAt(i - 1) == b.charAt(j - 1)) ? 0 : 1);
		int best = Math.min(mistaken, 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
		boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
		return swapped ? Math.min(best, distance[i - 2][j - 2] + 1) : best;
	}

}
