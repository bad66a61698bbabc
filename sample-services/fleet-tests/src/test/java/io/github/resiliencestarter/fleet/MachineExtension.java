package io.github.resiliencestarter.fleet;

import java.nio.file.Path;

import io.github.resiliencestarter.fleet.Machine.Hold;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Holds the {@link Machine} during each test, alone if the test is {@link Alone}.
 * Registered before {@link FleetExtension}, so that starting the fleet is part of it.
 */
final class MachineExtension implements BeforeEachCallback, AfterEachCallback {

	private static final Machine MACHINE = new Machine(Path.of("target", "machine.lock"));

	@Override
	public void beforeEach(ExtensionContext context) {
		boolean alone = context.getRequiredTestMethod().isAnnotationPresent(Alone.class);
		store(context).put(Hold.class, MACHINE.hold(alone));
	}

	@Override
	public void afterEach(ExtensionContext context) {
		Hold hold = store(context).remove(Hold.class, Hold.class);
		if (hold != null) {
			hold.close();
		}
	}

	private static ExtensionContext.Store store(ExtensionContext context) {
		return context.getStore(ExtensionContext.Namespace.create(MachineExtension.class, context.getUniqueId()));
	}

}
