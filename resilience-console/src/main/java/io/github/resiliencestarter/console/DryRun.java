package io.github.resiliencestarter.console;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks instances what an override would change, and sums up. Changes nothing.
 */
final class DryRun {

	private static final String PATH = "/resilienceoverrides";

	private static final int CONCURRENCY = 32;

	private static final int MAX_INSTANCES = 1_000;

	private static final int MAX_LINES = 50;

	private final ActuatorClient client;

	private final ReportReader reports;

	DryRun(ActuatorClient client, ReportReader reports) {
		this.client = client;
		this.reports = reports;
	}

	CompletableFuture<Result> run(String id, byte[] document, List<Member> members) {
		byte[] body = JsonMapper.shared()
			.writeValueAsBytes(Map.of("id", id, "document", new String(document, StandardCharsets.UTF_8)));
		Run run = new Run(body, members.size());
		members.stream().limit(MAX_INSTANCES).forEach(run.waiting::add);
		for (int i = 0; i < CONCURRENCY; i++) {
			run.next();
		}
		return run.result;
	}

	/**
	 * Result of a dry run.
	 *
	 * @param asked the instances that match
	 * @param selected those that would apply it
	 * @param rejectedCalls the calls of the last minute that would have been rejected
	 * @param changes what would change, on how many instances
	 * @param problems why instances would reject it, on how many
	 * @param failures the instances that could not be asked
	 */
	record Result(int asked, int selected, long rejectedCalls, List<Line> changes, List<Line> problems,
			List<Acknowledgment.Other> failures) {

	}

	/**
	 * Line of a result.
	 *
	 * @param what what changes, or is wrong
	 * @param before the value before
	 * @param after the value after
	 * @param instances the number of instances
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Line(String what, @Nullable String before, @Nullable String after, int instances) {

	}

	/**
	 * The requests of one dry run. At most a few are in flight.
	 */
	private final class Run {

		private final Queue<Member> waiting = new ArrayDeque<>();

		private final Map<Line, Integer> changes = new HashMap<>();

		private final Map<Line, Integer> problems = new HashMap<>();

		private final List<Acknowledgment.Other> failures = new ArrayList<>();

		private final CompletableFuture<Result> result = new CompletableFuture<>();

		private final byte[] body;

		private final int total;

		private int open;

		private int selected;

		private long rejected;

		Run(byte[] body, int total) {
			this.body = body;
			this.total = total;
		}

		void next() {
			Member member;
			synchronized (this) {
				member = this.waiting.poll();
				if (member == null) {
					if (this.open == 0) {
						this.result.complete(result());
					}
					return;
				}
				this.open++;
			}
			CompletableFuture<?> unused = ask(member).whenComplete((response, failure) -> {
				synchronized (this) {
					this.open--;
					if (response != null) {
						add(response);
					}
					else {
						failed(member, ReadFailure.of(failure));
					}
				}
				next();
			});
		}

		private CompletableFuture<JsonNode> ask(Member member) {
			if (member.actuator() == null) {
				return CompletableFuture.failedFuture(new ReadFailure(String.valueOf(member.problem())));
			}
			try {
				return DryRun.this.client.post(member.resource(PATH), this.body).thenApply(DryRun.this.reports::tree);
			}
			catch (RuntimeException ex) {
				return CompletableFuture.failedFuture(ex);
			}
		}

		private void failed(Member member, ReadFailure failure) {
			Acknowledgment.State state = (failure.status() == 404) ? Acknowledgment.State.DISABLED
					: Acknowledgment.State.UNREACHABLE;
			this.failures.add(new Acknowledgment.Other(member.instance(), state, failure.reason()));
		}

		private void add(JsonNode response) {
			boolean selected = response.path("selected").asBoolean(false);
			if (selected) {
				this.selected++;
				this.rejected += Math.max(0, response.path("rejectedCallsOfLastMinute").asLong(0));
			}
			for (JsonNode problem : response.path("problems")) {
				JsonNode message = problem.isObject() ? problem.path("message") : problem;
				count(this.problems, new Line(DisplayText.sentence(message.asString("")), null, null, 0));
			}
			String reason = response.path("reason").asString("");
			if (!reason.isEmpty() && response.path("changes").isEmpty()) {
				count(this.changes, new Line(DisplayText.sentence(reason), null, null, 0));
			}
			for (JsonNode change : selected ? response.path("changes") : List.<JsonNode>of()) {
				String target = change.path("target").asString("");
				String what = change.path("what").asString("");
				count(this.changes,
						new Line(DisplayText.sentence(target.isEmpty() ? what : what + " " + target),
								DisplayText.sentence(change.path("before").asString("")),
								DisplayText.sentence(change.path("after").asString("")), 0));
			}
		}

		private void count(Map<Line, Integer> lines, Line line) {
			if (lines.size() < MAX_LINES || lines.containsKey(line)) {
				lines.merge(line, 1, Integer::sum);
			}
		}

		private Result result() {
			return new Result(this.total, this.selected, this.rejected, lines(this.changes), lines(this.problems),
					this.failures.stream()
						.sorted(Comparator.comparing(Acknowledgment.Other::instance))
						.limit(MAX_LINES)
						.toList());
		}

		private static List<Line> lines(Map<Line, Integer> counts) {
			return counts.entrySet()
				.stream()
				.map((entry) -> new Line(entry.getKey().what(), entry.getKey().before(), entry.getKey().after(),
						entry.getValue()))
				.sorted(Comparator.comparingInt(Line::instances).reversed().thenComparing(Line::what))
				.toList();
		}

	}

}
