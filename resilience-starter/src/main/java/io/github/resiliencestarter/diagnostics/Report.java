package io.github.resiliencestarter.diagnostics;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Readable report about findings.
 */
final class Report {

	private Report() {
	}

	/**
	 * Return a report about all findings.
	 * @param findings at least one
	 * @return a numbered list
	 */
	static String of(List<Finding> findings) {
		return IntStream.range(0, findings.size())
			.mapToObj((index) -> paragraph(index + 1, findings.get(index)))
			.collect(Collectors.joining("\n\n"));
	}

	private static String paragraph(int number, Finding finding) {
		String label = number + ". ";
		String indent = "\n" + " ".repeat(label.length());
		return label + finding.where() + " (" + finding.rule().id() + ")" + indent + finding.why().replace("\n", indent)
				+ indent + finding.instead().replace("\n", indent);
	}

}
