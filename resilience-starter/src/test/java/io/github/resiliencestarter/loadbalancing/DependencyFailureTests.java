package io.github.resiliencestarter.loadbalancing;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.ResponseData;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.LinkedMultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for answers which say that a service behind the instance has failed.
 */
class DependencyFailureTests {

	private final VirtualFleet fleet = new VirtualFleet().add("one", VirtualFleet.VirtualInstance.healthy())
		.add("other", VirtualFleet.VirtualInstance.healthy());

	private final List<ServiceInstance> instances = this.fleet.list;

	@BeforeEach
	void choose() {
		this.fleet.target.choose(this.instances, null);
	}

	@ParameterizedTest
	@CsvSource({ "503,true,DEPENDENCY_FAILED", "503,false,FAILED", "200,true,ANSWERED", "404,false,ANSWERED" })
	void areKnownByStatusAndHeader(int status, boolean header, Result expected) {
		HttpHeaders headers = new HttpHeaders();
		RequestData request = new RequestData(HttpMethod.GET, URI.create("/"), HttpHeaders.EMPTY,
				new LinkedMultiValueMap<>(), Map.of());
		if (header) {
			headers.set("X-Failed-Dependency", "true");
		}
		assertThat(Results
			.ofAnswer(new ResponseData(HttpStatusCode.valueOf(status), headers, new LinkedMultiValueMap<>(), request)))
			.isEqualTo(expected);
	}

	@Test
	void ofAllInstancesEjectNone() {
		for (int i = 0; i < 500; i++) {
			visit(0, Result.DEPENDENCY_FAILED);
			visit(1, Result.DEPENDENCY_FAILED);
		}
		assertThat(this.fleet.ejections).isEmpty();
	}

	@Test
	void ofOneInstanceThatTheOtherDoesNotGiveEjectIt() {
		for (int i = 0; i < 500; i++) {
			visit(0, Result.DEPENDENCY_FAILED);
			visit(1, Result.ANSWERED);
		}
		assertThat(this.fleet.ejections).startsWith(EjectionReason.ERROR_SHARE)
			.doesNotContain(EjectionReason.CONSECUTIVE_ERRORS);
	}

	private void visit(int instance, Result result) {
		Visit visit = this.fleet.target.begin(this.instances.get(instance));
		this.fleet.now += Duration.ofMillis(5).toNanos();
		if (visit != null) {
			visit.end(result);
		}
	}

}
