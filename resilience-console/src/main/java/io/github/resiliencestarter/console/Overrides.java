package io.github.resiliencestarter.console;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a user may do with overrides.
 */
final class Overrides {

	private static final Log logger = LogFactory.getLog(Overrides.class);

	private final FleetView view;

	private final @Nullable OverrideStore store;

	private final OverrideRules rules;

	private final DryRun dryRun;

	Overrides(FleetView view, @Nullable OverrideStore store, OverrideRules rules, DryRun dryRun) {
		this.view = view;
		this.store = store;
		this.rules = rules;
		this.dryRun = dryRun;
	}

	boolean isEnabled() {
		return this.store != null;
	}

	List<FieldProblem> check(OverrideForm form) {
		return this.rules.check(form);
	}

	/**
	 * Asks the instances that a valid form selects what it would change.
	 */
	CompletableFuture<DryRun.Result> dryRun(OverrideForm form, String owner) {
		String application = String.valueOf(form.application());
		List<String> tags = OverrideRules.tags(form);
		List<Member> members = this.view.readings()
			.stream()
			.map(Reading::member)
			.filter((member) -> member.isSelectedBy(application, tags))
			.toList();
		return this.dryRun.run(String.valueOf(form.id()), this.rules.document(form, owner), members);
	}

	/**
	 * Writes a valid form.
	 * @return whether it was written: not if the override exists, or has changed in the
	 * meantime
	 */
	boolean write(OverrideForm form, long index, String owner) {
		String id = String.valueOf(form.id());
		boolean written = store().write(id, this.rules.document(form, owner), index);
		if (written) {
			logger.info("Override '%s' %s by %s: %s".formatted(id, (index == 0) ? "created" : "changed",
					DisplayText.name(owner), form.reason()));
			this.view.overrideChanged(String.valueOf(form.application()));
		}
		return written;
	}

	/**
	 * Deletes an override.
	 * @return whether it was deleted: not if it has changed in the meantime
	 */
	boolean revoke(String id, long index, String owner) {
		String application = find(id);
		boolean deleted = store().delete(id, index);
		if (deleted) {
			logger.info("Override '%s' revoked by %s".formatted(id, DisplayText.name(owner)));
			this.view.overrideChanged(application);
		}
		return deleted;
	}

	private String find(String id) {
		return this.view.overrides()
			.stream()
			.filter((override) -> override.id().equals(id) && override.document() != null)
			.map((override) -> java.util.Objects.requireNonNull(override.document()).application())
			.findFirst()
			.orElse("*");
	}

	/**
	 * Returns an override with all instances that have not applied it.
	 */
	@Nullable OverrideRow row(String id) {
		Convergence convergence = new Convergence(this.view.readings(), 500);
		return this.view.overrides()
			.stream()
			.filter((override) -> override.id().equals(id))
			.findFirst()
			.map(convergence::row)
			.orElse(null);
	}

	private OverrideStore store() {
		if (this.store == null) {
			throw new ReadFailure("overrides are disabled");
		}
		return this.store;
	}

}
