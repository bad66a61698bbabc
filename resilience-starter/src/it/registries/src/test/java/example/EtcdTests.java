package example;

import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;

/**
 * A real etcd, found through a small {@code DiscoveryClient}.
 */
class EtcdTests extends RemoteRegistryContract {

	@TempDir
	Path directory;

	@Override
	Registry.Remote remote() throws Exception {
		return new Etcd(this.directory);
	}

}
