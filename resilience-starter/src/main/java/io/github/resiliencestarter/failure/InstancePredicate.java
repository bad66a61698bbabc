package io.github.resiliencestarter.failure;

import java.util.function.Predicate;

/**
 * Predicate of one Resilience4j instance: our default predicates within it judge as the
 * application does for the target of that name.
 *
 * @param predicate the predicate
 * @param judge the judge of the instance
 */
record InstancePredicate(Predicate<Throwable> predicate, ThrownFailure judge) implements Predicate<Throwable> {

	@Override
	public boolean test(Throwable failure) {
		return this.judge.test(this.predicate, failure);
	}

	/**
	 * Returns whether one of our default predicates has a say in a predicate. One that
	 * fails on an exception that it does not know is the user's.
	 */
	static boolean isDefaultWithin(Predicate<Throwable> predicate) {
		Question question = new Question();
		try {
			boolean unused = predicate.test(question);
		}
		catch (RuntimeException ex) {
			return question.asked;
		}
		return question.asked;
	}

	/**
	 * Exception that no list contains. It records whether a predicate has been called.
	 */
	static final class Question extends Throwable {

		@java.io.Serial
		private static final long serialVersionUID = 1L;

		private boolean asked;

		private Question() {
			super("question", null, false, false);
		}

		/**
		 * Returns whether an exception is a question, and notes that it was asked.
		 */
		static boolean isAsked(Throwable failure) {
			if (failure instanceof Question question) {
				question.asked = true;
				return true;
			}
			return false;
		}

	}

}
