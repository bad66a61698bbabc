package io.github.resiliencestarter.discovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON file that keeps what Consul last said, so that an application can start while
 * Consul is down. An invalid file causes a warning and is ignored. Used by one thread at
 * a time.
 */
public final class CacheFile {

	static final int MAX_BYTES = 8 * 1024 * 1024;

	private static final Log logger = LogFactory.getLog(CacheFile.class);

	private static final JsonMapper json = JsonMapper.shared();

	private final Path file;

	private final String what;

	private boolean failing;

	/**
	 * Creates the file, but writes nothing yet.
	 * @param file the path
	 * @param what what it keeps, for the log
	 */
	public CacheFile(Path file, String what) {
		this.file = file;
		this.what = what;
	}

	/**
	 * Reads the file.
	 * @param type the type of the content
	 * @param reader converts the content, and throws an exception if it is invalid
	 * @param <T> the type of the content
	 * @param <R> the type of the result
	 * @return the result, empty if there is no valid file
	 */
	public <T, R> Optional<R> read(Class<T> type, Function<T, R> reader) {
		try {
			long size = Files.size(this.file);
			if (size > MAX_BYTES) {
				throw new IOException("too large: " + size + " bytes");
			}
			return Optional.of(reader.apply(json.readValue(Files.readAllBytes(this.file), type)));
		}
		catch (NoSuchFileException ex) {
			return Optional.empty();
		}
		catch (IOException | JacksonException | IllegalArgumentException | NullPointerException ex) {
			logger.warn("Ignoring the last %s in %s, which cannot be read (%s)".formatted(this.what, this.file,
					(ex instanceof JacksonException) ? "unexpected content" : ex));
			return Optional.empty();
		}
	}

	/**
	 * Returns whether there is a file, valid or not.
	 * @return whether it exists
	 */
	public boolean exists() {
		return Files.exists(this.file);
	}

	/**
	 * Returns when the file was last written or confirmed.
	 * @return the time
	 */
	public Instant confirmed() {
		try {
			return Files.getLastModifiedTime(this.file).toInstant();
		}
		catch (IOException ex) {
			return Instant.EPOCH;
		}
	}

	/**
	 * Replaces the file as a whole.
	 * @param content the content
	 * @return whether it has been written
	 */
	public boolean write(Object content) {
		return attempt(() -> {
			Path directory = this.file.toAbsolutePath().getParent();
			Files.createDirectories(directory);
			// Processes may share the directory
			Path written = Files.createTempFile(directory, this.file.getFileName() + ".", ".new");
			try {
				Files.write(written, json.writeValueAsBytes(content));
				Files.move(written, this.file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			}
			finally {
				Files.deleteIfExists(written);
			}
		});
	}

	/**
	 * Records that the content is still current.
	 * @param at when it was confirmed
	 */
	public void confirm(Instant at) {
		attempt(() -> Files.setLastModifiedTime(this.file, FileTime.from(at)));
	}

	private boolean attempt(Write write) {
		try {
			write.run();
			this.failing = false;
			return true;
		}
		catch (IOException | JacksonException ex) {
			if (!this.failing) {
				logger.warn("Cannot write the %s to %s (%s); continuing without".formatted(this.what, this.file, ex));
			}
			this.failing = true;
			return false;
		}
	}

	@FunctionalInterface
	private interface Write {

		void run() throws IOException;

	}

}
