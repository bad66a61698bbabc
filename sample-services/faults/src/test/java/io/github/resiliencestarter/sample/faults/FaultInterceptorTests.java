package io.github.resiliencestarter.sample.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.Status;
import io.grpc.Status.Code;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link FaultInterceptor}.
 */
class FaultInterceptorTests {

	private final RandomGenerator random = mock();

	private final FaultSwitch faults = new FaultSwitch((task, delay) -> {
	}, () -> 0);

	private final FaultInterceptor interceptor = new FaultInterceptor(this.faults, this.random);

	private final List<String> events = new ArrayList<>();

	private final ServerCall<String, String> call = mock();

	@Test
	void letsCallsPassWithoutFault() {
		call("sample.Inventory/GetStock").onHalfClose();
		assertThat(this.events).containsExactly("start", "end");
	}

	@Test
	void failsTheShareOfCallsThatTheFaultSays() {
		this.faults.turnTo(Fault.parse("error=30%"));
		given(this.random.nextInt(100)).willReturn(29);
		call("sample.Inventory/GetStock").onHalfClose();
		ArgumentCaptor<Status> status = ArgumentCaptor.forClass(Status.class);
		then(this.call).should().close(status.capture(), any(Metadata.class));
		assertThat(status.getValue().getCode()).isEqualTo(Code.INTERNAL);
		assertThat(this.events).isEmpty();
	}

	@Test
	void holdsCallsUntilTheFaultEnds() {
		this.faults.turnTo(Fault.HANG);
		Listener<String> listener = call("sample.Inventory/GetStock");
		listener.onMessage("1");
		listener.onHalfClose();
		assertThat(this.events).isEmpty();
		this.faults.turnTo(Fault.NONE);
		listener.onComplete();
		assertThat(this.events).containsExactly("start", "message", "end", "complete");
	}

	@Test
	void doesNotStartCallsThatWereCanceled() {
		this.faults.turnTo(Fault.HANG);
		call("sample.Inventory/GetStock").onCancel();
		this.faults.turnTo(Fault.NONE);
		assertThat(this.events).isEmpty();
	}

	@Test
	void sparesWhatObserves() {
		this.faults.turnTo(Fault.HANG);
		call("grpc.health.v1.Health/Check");
		assertThat(this.events).containsExactly("start");
	}

	private Listener<String> call(String method) {
		Marshaller<String> marshaller = mock();
		given(this.call.getMethodDescriptor()).willReturn(MethodDescriptor.<String, String>newBuilder()
			.setType(MethodDescriptor.MethodType.UNARY)
			.setFullMethodName(method)
			.setRequestMarshaller(marshaller)
			.setResponseMarshaller(marshaller)
			.build());
		return this.interceptor.interceptCall(this.call, new Metadata(), (call, headers) -> {
			this.events.add("start");
			return new Recorder();
		});
	}

	private final class Recorder extends Listener<String> {

		@Override
		public void onMessage(String message) {
			FaultInterceptorTests.this.events.add("message");
		}

		@Override
		public void onHalfClose() {
			FaultInterceptorTests.this.events.add("end");
		}

		@Override
		public void onComplete() {
			FaultInterceptorTests.this.events.add("complete");
		}

	}

}
