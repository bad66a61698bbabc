package io.github.resiliencestarter.registration;

import java.util.List;
import java.util.Map;

import io.github.resiliencestarter.registration.NetworkGrpcServer.GrpcEndpoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistrationProperties;
import org.springframework.cloud.commons.util.InetUtils;
import org.springframework.cloud.commons.util.InetUtilsProperties;
import org.springframework.cloud.consul.discovery.ConsulDiscoveryProperties;
import org.springframework.cloud.consul.discovery.HeartbeatProperties;
import org.springframework.cloud.consul.model.http.agent.NewService;
import org.springframework.cloud.consul.model.http.agent.NewService.Check;
import org.springframework.cloud.consul.serviceregistry.ConsulAutoRegistration;
import org.springframework.cloud.consul.serviceregistry.ConsulRegistrationCustomizer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegisteredPorts}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RegisteredPortsTests {

	private static final GrpcEndpoint GRPC = new GrpcEndpoint(9191, false, "readiness");

	private final ConsulDiscoveryProperties properties = new ConsulDiscoveryProperties(
			new InetUtils(new InetUtilsProperties()));

	private final HeartbeatProperties heartbeat = new HeartbeatProperties();

	private ConsulRegistrationCustomizer customizer = (registration) -> {
	};

	RegisteredPortsTests() {
		this.properties.setHostname("shop.example");
	}

	@Test
	void grpcServerIsCheckedBesideTheWebServer() {
		NewService service = registered(8080, GRPC);
		assertThat(service.getPort()).isEqualTo(8080);
		assertThat(service.getMeta()).containsEntry("gRPC_port", "9191");
		assertThat(service.getCheck().getHttp()).isEqualTo("http://shop.example:8080/actuator/health");
		assertThat(service.getChecks()).singleElement().satisfies((check) -> {
			assertThat(check.getGrpc()).isEqualTo("shop.example:9191/readiness");
			assertThat(check.getGrpcUseTLS()).isFalse();
			assertThat(check.getInterval()).isEqualTo(this.properties.getHealthCheckInterval());
		});
	}

	@Test
	void grpcServerWithoutAWebServerIsTheService() {
		NewService service = registered(0, GRPC);
		assertThat(service.getPort()).isEqualTo(9191);
		assertThat(service.getMeta()).containsEntry("gRPC_port", "9191");
		assertThat(service.getCheck().getGrpc()).isEqualTo("shop.example:9191/readiness");
		assertThat(service.getCheck().getHttp()).isNull();
		assertThat(service.getChecks()).isNullOrEmpty();
	}

	@Test
	void grpcServedByTheWebServerHasItsPortAndItsCheck(CapturedOutput output) {
		NewService service = registered(8080, new GrpcEndpoint(null, true, "readiness"));
		assertThat(service.getMeta()).containsEntry("gRPC_port", "8080");
		assertThat(service.getCheck().getHttp()).isEqualTo("http://shop.example:8080/actuator/health");
		assertThat(service.getChecks()).isNullOrEmpty();
		assertThat(output).doesNotContain("gRPC");
	}

	@Test
	void serverWithoutAHealthServiceIsNotAskedForItsHealth(CapturedOutput output) {
		GrpcEndpoint endpoint = new GrpcEndpoint(9191, false, null);
		assertThat(registered(8080, endpoint).getChecks()).isNullOrEmpty();
		assertThat(output).contains("gRPC server on port 9191 without a check of its gRPC health")
			.contains("io.grpc:grpc-services");
		Check check = registered(0, endpoint).getCheck();
		assertThat(check.getTcp()).isEqualTo("shop.example:9191");
		assertThat(check.getGrpc()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "8080", "0" })
	void heartbeatReplacesAllChecks(int webPort) {
		this.heartbeat.setEnabled(true);
		NewService service = registered(webPort, GRPC);
		assertThat(service.getCheck().getTtl()).isNotNull();
		assertThat(service.getChecks()).isNullOrEmpty();
		assertThat(service.getMeta()).containsEntry("gRPC_port", "9191");
	}

	@ParameterizedTest
	@CsvSource({ "8080", "0" })
	void nothingIsCheckedIfTheUserSaysSo(int webPort) {
		this.properties.setRegisterHealthCheck(false);
		NewService service = registered(webPort, GRPC);
		assertThat(service.getCheck()).isNull();
		assertThat(service.getChecks()).isNullOrEmpty();
		assertThat(service.getPort()).isEqualTo((webPort != 0) ? webPort : 9191);
	}

	@Test
	void metadataOfTheUserStays() {
		this.properties.setMetadata(Map.of("gRPC_port", "443"));
		assertThat(registered(8080, GRPC).getMeta()).containsEntry("gRPC_port", "443");
	}

	@Test
	void portOfTheUserStays() {
		this.properties.setPort(443);
		NewService service = registered(0, GRPC);
		assertThat(service.getPort()).isEqualTo(443);
		assertThat(service.getMeta()).containsEntry("gRPC_port", "9191");
		assertThat(service.getCheck().getGrpc()).isEqualTo("shop.example:9191/readiness");
		assertThat(service.getCheck().getHttp()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "8080", "0" })
	void checksOfTheUserStay(int webPort) {
		Check own = new Check();
		own.setGrpc("shop.example:1/own");
		this.customizer = (registration) -> registration.getService().setChecks(List.of(own));
		assertThat(registered(webPort, GRPC).getChecks()).containsExactly(own);
	}

	@Test
	void otherCheckOfTheUserStaysWithoutAWebServer() {
		Check own = new Check();
		own.setTcp("shop.example:22");
		this.customizer = (registration) -> registration.getService().setCheck(own);
		NewService service = registered(0, GRPC);
		assertThat(service.getCheck()).isSameAs(own);
		assertThat(service.getChecks()).singleElement()
			.extracting(Check::getGrpc)
			.isEqualTo("shop.example:9191/readiness");
	}

	@Test
	void ipV6AddressIsBracketed() {
		this.properties.setHostname("fd00::1");
		assertThat(registered(0, GRPC).getCheck().getGrpc()).isEqualTo("[fd00::1]:9191/readiness");
	}

	@Test
	void applicationWithoutANetworkServerIsRegisteredOnlyWithAHeartbeat() {
		assertThat(ports().add(0, null)).isFalse();
		assertThat(ports().add(8080, null)).isTrue();
		this.heartbeat.setEnabled(true);
		assertThat(ports().add(0, null)).isTrue();
	}

	private NewService registered(int webPort, @Nullable GrpcEndpoint endpoint) {
		RegisteredPorts ports = ports();
		assertThat(ports.add(webPort, endpoint)).isTrue();
		return ports.registration().getService();
	}

	private RegisteredPorts ports() {
		GenericApplicationContext context = new GenericApplicationContext();
		context.setEnvironment(new MockEnvironment().withProperty("spring.application.name", "shop"));
		context.refresh();
		ConsulAutoRegistration registration = ConsulAutoRegistration.registration(
				new AutoServiceRegistrationProperties(), this.properties, context, List.of(this.customizer), List.of(),
				this.heartbeat);
		return new RegisteredPorts(registration, this.properties, this.heartbeat);
	}

}
