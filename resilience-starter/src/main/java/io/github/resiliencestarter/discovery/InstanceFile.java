package io.github.resiliencestarter.discovery;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;

/**
 * JSON file with the last list of a target. Its modification time is the time at which
 * the list was last confirmed. An invalid file causes a warning and is ignored.
 */
class InstanceFile implements LastList {

	static final int MAX_BYTES = 8 * 1024 * 1024;

	private static final int VERSION = 1;

	private static final Log logger = LogFactory.getLog(InstanceFile.class);

	private static final JsonMapper json = JsonMapper.shared();

	private final String target;

	private final Path file;

	private final InstantSource clock;

	private boolean failing;

	InstanceFile(Path directory, String target, InstantSource clock) {
		this.target = target;
		this.file = directory.resolve(URLEncoder.encode(target, StandardCharsets.UTF_8).replace(".", "%2E") + ".json");
		this.clock = clock;
	}

	@Override
	public Optional<Known> read() {
		try {
			long size = Files.size(this.file);
			if (size > MAX_BYTES) {
				throw new IOException("too large: " + size + " bytes");
			}
			Content content = json.readValue(Files.readAllBytes(this.file), Content.class);
			return Optional
				.of(new Known(content.instancesOf(this.target), Files.getLastModifiedTime(this.file).toInstant()));
		}
		catch (NoSuchFileException ex) {
			return Optional.empty();
		}
		catch (IOException | JacksonException | IllegalArgumentException | NullPointerException ex) {
			logger.warn("Ignoring the last instance list of '%s' in %s, which cannot be read (%s)"
				.formatted(this.target, this.file, describe(ex)));
			return Optional.empty();
		}
	}

	private static String describe(Exception ex) {
		return (ex instanceof JacksonException) ? "not a list of instances" : ex.toString();
	}

	@Override
	public void write(List<ServiceInstance> instances) {
		attempt(() -> {
			Files.createDirectories(this.file.toAbsolutePath().getParent());
			Path written = this.file.resolveSibling(this.file.getFileName() + ".new");
			Files.write(written, json.writeValueAsBytes(Content.of(this.target, instances)));
			Files.move(written, this.file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		});
	}

	@Override
	public void confirm() {
		attempt(() -> Files.setLastModifiedTime(this.file, FileTime.from(this.clock.instant())));
	}

	private void attempt(Write write) {
		try {
			write.run();
			this.failing = false;
		}
		catch (IOException | JacksonException ex) {
			if (!this.failing) {
				logger.warn("Cannot write the instance list of '%s' to %s (%s); continuing without"
					.formatted(this.target, this.file, ex));
			}
			this.failing = true;
		}
	}

	@FunctionalInterface
	private interface Write {

		void run() throws IOException;

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
