package example;

import java.util.function.Predicate;

/**
 * Counts everything but what a backend says on purpose.
 */
public class RecordFailurePredicate implements Predicate<Throwable> {

	@Override
	public boolean test(Throwable failure) {
		return !(failure instanceof BusinessException);
	}

}
