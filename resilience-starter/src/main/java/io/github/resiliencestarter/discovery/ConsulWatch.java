package io.github.resiliencestarter.discovery;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

import org.springframework.cloud.client.ServiceInstance;

/**
 * {@link InstanceWatch} of Consul.
 */
class ConsulWatch implements InstanceWatch {

	private final BlockingQuery<List<ServiceInstance>> query;

	ConsulWatch(ConsulConnections connections, InstanceQuery query, Duration wait, DiscoveryTime time,
			Listener listener) {
		this.query = new BlockingQuery<>(connections, new Instances(query), wait, time, new Results(listener));
	}

	@Override
	public void start() {
		this.query.start();
	}

	@Override
	public void stop() {
		this.query.stop();
	}

	private record Instances(InstanceQuery query) implements BlockingQuery.Query<List<ServiceInstance>> {

		@Override
		public String path(long index, Duration wait) {
			return this.query.path(index, wait);
		}

		@Override
		public List<ServiceInstance> read(HttpResponse<byte[]> response) throws IOException {
			return ConsulAnswer.read(this.query.target(), response).instances();
		}

	}

	private record Results(Listener listener) implements BlockingQuery.Listener<List<ServiceInstance>> {

		@Override
		public void onResult(List<ServiceInstance> instances, boolean pushed) {
			this.listener.onInstances(instances, pushed);
		}

		@Override
		public void onFailure(String reason, boolean heardUntilNow) {
			this.listener.onFailure(reason, heardUntilNow);
		}

	}

}
