package io.github.resiliencestarter.fallback;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

import io.lettuce.core.api.sync.RedisCommands;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.support.AbstractValueAdaptingCache;
import org.springframework.core.serializer.support.DeserializingConverter;
import org.springframework.core.serializer.support.SerializingConverter;

/**
 * Cache in Redis with Java serialization, the default of Spring Data Redis.
 */
class RedisCache extends AbstractValueAdaptingCache {

	private final String name;

	private final RedisCommands<byte[], byte[]> commands;

	RedisCache(String name, RedisCommands<byte[], byte[]> commands) {
		super(false);
		this.name = name;
		this.commands = commands;
	}

	@Override
	protected @Nullable Object lookup(Object key) {
		byte[] bytes = this.commands.get(bytes(key));
		return (bytes != null) ? new DeserializingConverter().convert(bytes) : null;
	}

	@Override
	public void put(Object key, @Nullable Object value) {
		this.commands.set(bytes(key), new SerializingConverter().convert(java.util.Objects.requireNonNull(value)));
	}

	@Override
	public void evict(Object key) {
		this.commands.del(bytes(key));
	}

	@Override
	public void clear() {
		this.commands.flushdb();
	}

	@Override
	public String getName() {
		return this.name;
	}

	@Override
	public Object getNativeCache() {
		return this.commands;
	}

	@Override
	public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
		throw new UnsupportedOperationException();
	}

	private byte[] bytes(Object key) {
		return (this.name + "::" + key).getBytes(StandardCharsets.UTF_8);
	}

}
