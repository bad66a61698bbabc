package example;

import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;

/**
 * A real ZooKeeper, found through Spring Cloud ZooKeeper.
 */
class ZooKeeperTests extends RemoteRegistryContract {

	@TempDir
	Path directory;

	@Override
	Registry.Remote remote() throws Exception {
		return new ZooKeeper(this.directory);
	}

}
