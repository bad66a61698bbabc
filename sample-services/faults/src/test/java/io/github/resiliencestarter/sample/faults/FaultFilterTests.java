package io.github.resiliencestarter.sample.faults;

import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link FaultFilter}.
 */
class FaultFilterTests {

	private final RandomGenerator random = mock();

	private final FaultSwitch faults = new FaultSwitch((task, delay) -> {
	}, () -> 0);

	private final FaultFilter filter = new FaultFilter(this.faults, this.random);

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private final MockFilterChain chain = new MockFilterChain();

	@Test
	void letsRequestsPassWithoutFault() throws Exception {
		filter("/stock/1");
		assertThat(this.chain.getRequest()).isNotNull();
	}

	@Test
	void failsTheShareOfRequestsThatTheFaultSays() throws Exception {
		this.faults.turnTo(Fault.parse("error=30%"));
		given(this.random.nextInt(100)).willReturn(29);
		filter("/stock/1");
		assertThat(this.chain.getRequest()).isNull();
		assertThat(this.response.getStatus()).isEqualTo(500);
		assertThat(this.response.getContentType()).isEqualTo("application/problem+json");
		assertThat(this.response.getContentAsString()).contains("Injected fault");
	}

	@Test
	void sparesTheRest() throws Exception {
		this.faults.turnTo(Fault.parse("error=30%"));
		given(this.random.nextInt(100)).willReturn(30);
		filter("/stock/1");
		assertThat(this.chain.getRequest()).isNotNull();
	}

	@Test
	void holdsRequestsWithoutThread() throws Exception {
		this.faults.turnTo(Fault.HANG);
		MockHttpServletRequest request = filter("/stock/1");
		assertThat(this.chain.getRequest()).isNull();
		assertThat(request.isAsyncStarted()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/faults", "/actuator", "/actuator/health", "/actuator/health/readiness" })
	void sparesWhatObservesAndWhatEndsTheFault(String path) throws Exception {
		this.faults.turnTo(Fault.HANG);
		filter(path);
		assertThat(this.chain.getRequest()).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/faultsandmore", "/actuators/1" })
	void doesNotSpareWhatLooksAlike(String path) throws Exception {
		this.faults.turnTo(Fault.HANG);
		filter(path);
		assertThat(this.chain.getRequest()).isNull();
	}

	private MockHttpServletRequest filter(String path) throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
		request.setServletPath(path);
		request.setAsyncSupported(true);
		this.filter.doFilter(request, this.response, this.chain);
		return request;
	}

}
