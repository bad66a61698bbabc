package io.github.resiliencestarter.discovery;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;

/**
 * JSON file with the last list of a target. Its modification time is the time at which
 * the list was last confirmed. An invalid file causes a warning and is ignored.
 */
class InstanceFile implements LastList {

	private static final int VERSION = 1;

	private final String target;

	private final CacheFile file;

	private final InstantSource clock;

	InstanceFile(Path directory, String target, InstantSource clock) {
		this.target = target;
		String name = URLEncoder.encode(target, StandardCharsets.UTF_8).replace(".", "%2E") + ".json";
		this.file = new CacheFile(directory.resolve(name), "instance list of '" + target + "'");
		this.clock = clock;
	}

	@Override
	public Optional<Known> read() {
		return this.file.read(Content.class,
				(content) -> new Known(content.instancesOf(this.target), this.file.confirmed()));
	}

	@Override
	public void write(List<ServiceInstance> instances) {
		this.file.write(Content.of(this.target, instances));
	}

	@Override
	public void confirm() {
		this.file.confirm(this.clock.instant());
	}

	record Content(int version, @Nullable String target, @Nullable List<Instance> instances) {

		static Content of(String target, List<ServiceInstance> instances) {
			return new Content(VERSION, target, instances.stream().map(Instance::of).toList());
		}

		List<ServiceInstance> instancesOf(String target) {
			if (this.version != VERSION || !target.equals(this.target)) {
				throw new IllegalArgumentException("version %d of '%s'".formatted(this.version, this.target));
			}
			return Objects.requireNonNull(this.instances)
				.stream()
				.map((instance) -> instance.toServiceInstance(target))
				.toList();
		}

	}

	record Instance(@Nullable String id, @Nullable String host, int port, boolean secure,
			@Nullable Map<String, String> metadata, @Nullable List<String> tags) {

		private static final int MAX_PORT = 65535;

		static Instance of(ServiceInstance instance) {
			return new Instance(instance.getInstanceId(), instance.getHost(), instance.getPort(), instance.isSecure(),
					instance.getMetadata(), (instance instanceof Tagged tagged) ? tagged.getTags() : null);
		}

		ServiceInstance toServiceInstance(String target) {
			if (this.host == null || !this.host.matches("[\\p{Alnum}._:\\[\\]%-]+") || this.port < 0
					|| this.port > MAX_PORT) {
				throw new IllegalArgumentException("an instance has no address");
			}
			DefaultServiceInstance instance = new DefaultServiceInstance(this.id, target, this.host, this.port,
					this.secure, (this.metadata != null) ? this.metadata : Map.of());
			return (this.tags != null) ? new TaggedInstance(instance, this.tags) : instance;
		}

	}

	private static final class TaggedInstance extends DefaultServiceInstance implements Tagged {

		private final List<String> tags;

		TaggedInstance(DefaultServiceInstance instance, List<String> tags) {
			super(instance.getInstanceId(), instance.getServiceId(), instance.getHost(), instance.getPort(),
					instance.isSecure(), instance.getMetadata());
			this.tags = List.copyOf(tags);
		}

		@Override
		public List<String> getTags() {
			return this.tags;
		}

	}

}
