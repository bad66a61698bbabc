package example;

/**
 * Spring Cloud's {@code SimpleDiscoveryClient}, whose instances are properties.
 */
class SimpleDiscoveryTests extends RegistryContract {

	@Override
	Registry registry() {
		return new SimpleRegistry();
	}

}
