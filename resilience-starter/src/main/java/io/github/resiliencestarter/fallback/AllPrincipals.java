package io.github.resiliencestarter.fallback;

import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;

/**
 * Composite of all {@link Principals}. If one of them fails, there may be a user.
 */
class AllPrincipals implements Principals {

	private static final Log logger = LogFactory.getLog(AllPrincipals.class);

	private final SingletonSupplier<List<Principals>> all;

	AllPrincipals(ObjectProvider<Principals> all) {
		this.all = SingletonSupplier.of(() -> all.orderedStream().toList());
	}

	@Override
	public boolean arePresent() {
		for (Principals principals : this.all.obtain()) {
			try {
				if (principals.arePresent()) {
					return true;
				}
			}
			catch (RuntimeException ex) {
				logger.debug("Principals failed; the answer is not kept", ex);
				return true;
			}
		}
		return false;
	}

}
