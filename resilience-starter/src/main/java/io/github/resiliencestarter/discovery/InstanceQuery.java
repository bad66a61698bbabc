package io.github.resiliencestarter.discovery;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.web.util.UriUtils;

/**
 * Query to Consul for the instances of a target.
 *
 * @param target the target
 * @param datacenter the datacenter, or {@code null} for the one of the agent
 * @param tags the tags that an instance must have, all of them
 * @param passing whether an instance must pass its checks
 * @param consistency the consistency mode, or {@code null} for Consul's default
 */
record InstanceQuery(String target, @Nullable String datacenter, List<String> tags, boolean passing,
		@Nullable String consistency) {

	/**
	 * Return the query in Consul's format.
	 * @param index the index of the last response, to block until it changes; 0 to not
	 * block
	 * @param wait how long to block
	 * @return path and query
	 */
	String path(long index, Duration wait) {
		StringBuilder path = new StringBuilder("/v1/health/service/").append(encode(this.target))
			.append("?passing=")
			.append(this.passing);
		this.tags.forEach((tag) -> path.append("&tag=").append(encode(tag)));
		if (this.datacenter != null) {
			path.append("&dc=").append(encode(this.datacenter));
		}
		if (this.consistency != null) {
			path.append('&').append(this.consistency);
		}
		if (index > 0) {
			path.append("&index=").append(index).append("&wait=").append(wait.toMillis()).append("ms");
		}
		return path.toString();
	}

	private static String encode(String text) {
		return UriUtils.encode(text, StandardCharsets.UTF_8);
	}

}
