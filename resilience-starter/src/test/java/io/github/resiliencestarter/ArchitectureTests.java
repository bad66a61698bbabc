package io.github.resiliencestarter;

import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.InstanceofCheck;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.github.resilience4j.core.Registry;
import io.github.resiliencestarter.failure.AttemptResult;
import io.github.resiliencestarter.failure.HttpOutcome;
import io.github.resiliencestarter.failure.HttpOutcomeClassifier;
import io.github.resiliencestarter.failure.Verdict;
import io.github.resiliencestarter.failure.VerdictCustomizer;

import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClient;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClients;
import org.springframework.core.task.TaskExecutor;
import org.springframework.http.HttpStatusCode;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Who may know whom, after DESIGN.md's table, and the shape of an auto-configuration.
 */
@AnalyzeClasses(packages = "io.github.resiliencestarter", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String BASE = "io.github.resiliencestarter.";

	private static final String[] CALL_PATH = { "..deadline..", "..failure..", "..engines..", "..guard..",
			"..annotation..", "..http..", "..edge..", "..grpc..", "..instances..", "..fallback..", "..fault..",
			"..discovery..", "..registration..", "..loadbalancing..", "..messaging.." };

	private static final DescribedPredicate<JavaClass> A_REGISTRY = JavaClass.Predicates.assignableTo(Registry.class)
		.as("a registry of Resilience4j");

	@ArchTest
	static final ArchRule packagesAreFreeOfCycles = slices().matching("io.github.resiliencestarter.(*)..")
		.should()
		.beFreeOfCycles();

	@ArchTest
	static final ArchRule nothingOnTheCallPathUsesAnObserver = noClasses().that()
		.resideInAnyPackage(CALL_PATH)
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.github.resiliencestarter.metrics..", "io.github.resiliencestarter.endpoint..",
				"io.github.resiliencestarter.console..")
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule controlIsUsedByObservers = usedOnlyBy("control", "metrics", "endpoint");

	@ArchTest
	static final ArchRule controlChangesEnginesAndSettings = usesOnly("control", "engines", "reconfiguration",
			"discovery", "targets", "threads");

	@ArchTest
	static final ArchRule nobodyUsesTheEndpoint = usedOnlyBy("endpoint");

	@ArchTest
	static final ArchRule endpointReadsWhereTheStateIs = usesOnly("endpoint", "engines", "guard", "loadbalancing",
			"discovery", "control", "targets", "threads");

	@ArchTest
	static final ArchRule nobodyUsesDiagnostics = usedOnlyBy("diagnostics");

	@ArchTest
	static final ArchRule checksThatReadBytecodeAreOptional = noClasses()
		.that(not(resideInAPackage("..diagnostics.bytecode..")))
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.github.resiliencestarter.diagnostics.bytecode..", "org.springframework.asm..");

	@ArchTest
	static final ArchRule reconfigurationIsUsedByControl = usedOnlyBy("reconfiguration", "control");

	@ArchTest
	static final ArchRule deadlineIsUsedByGuardAndItsUsers = usedOnlyBy("deadline", "guard", "annotation", "http",
			"edge", "grpc", "instances", "messaging", "fallback", "fault", "diagnostics");

	@ArchTest
	static final ArchRule failureIsUsedByThoseWhoReadItsVerdictsOrSetItsPredicates = usedOnlyBy("failure", "guard",
			"caller", "annotation", "http", "grpc", "instances", "messaging", "fallback", "edge", "loadbalancing",
			"defaults");

	@ArchTest
	static final ArchRule enginesIsUsedByThoseWhoLookUpOrObserve = usedOnlyBy("engines", "guard", "annotation",
			"messaging", "fallback", "control", "reconfiguration", "recovery", "metrics", "endpoint", "defaults",
			"diagnostics");

	@ArchTest
	static final ArchRule deadlineUsesNoOtherFeature = usesOnly("deadline", "context");

	@ArchTest
	static final ArchRule failureUsesNoOtherFeature = usesOnly("failure", "context", "targets");

	@ArchTest
	static final ArchRule enginesUsesNoOtherFeature = usesOnly("engines", "targets", "threads");

	@ArchTest
	static final ArchRule guardStandsOnDeadlineFailureAndEngines = usesOnly("guard", "deadline", "failure", "engines",
			"targets", "context");

	@ArchTest
	static final ArchRule onlyEnginesHoldsRegistries = noFields().that()
		.areDeclaredInClassesThat(not(resideInAPackage(BASE + "engines..")))
		.should()
		.haveRawType(A_REGISTRY);

	// Spring Cloud's factory takes registries; the condition asks whether there is one
	@ArchTest
	static final ArchRule onlyEnginesKnowsRegistries = noClasses()
		.that(not(resideInAPackage(BASE + "engines..")).and(not(named("fallback.CircuitBreakerFactoryAutoConfiguration",
				"fallback.EnclosingCircuitBreakerFactory", "fallback.ReactiveCircuitBreakerFactoryAutoConfiguration",
				"fallback.EnclosingReactiveCircuitBreakerFactory", "defaults.HealthIndicatorConditions"))))
		.should()
		.dependOnClassesThat(A_REGISTRY);

	@ArchTest
	static final ArchRule onlyFailureReadsTheFailuresOfClients = noClasses()
		.that(not(resideInAnyPackage("..failure..", "..http..")))
		.should()
		.dependOnClassesThat()
		.haveFullyQualifiedName("org.springframework.web.client.HttpStatusCodeException")
		.orShould()
		.dependOnClassesThat()
		.haveFullyQualifiedName("org.springframework.web.client.RestClientResponseException")
		.orShould()
		.dependOnClassesThat()
		.haveFullyQualifiedName("org.springframework.web.reactive.function.client.WebClientResponseException");

	@ArchTest
	static final ArchRule onlyFailureMakesVerdicts = noClasses().that(not(resideInAPackage("..failure..")))
		.should()
		.callConstructor(Verdict.class, Verdict.Blame.class, boolean.class, boolean.class, Duration.class)
		.orShould()
		.callMethod(Verdict.class, "failure")
		.orShould()
		.callMethod(Verdict.class, "withBlame", Verdict.Blame.class)
		.orShould()
		.callMethod(Verdict.class, "withRepeatable", boolean.class);

	@ArchTest
	static final ArchRule onlyFailureAsksTheUserForAVerdict = noClasses().that(not(resideInAPackage("..failure..")))
		.should()
		.dependOnClassesThat()
		.belongToAnyOf(HttpOutcomeClassifier.class, HttpOutcome.class, VerdictCustomizer.class, AttemptResult.class);

	// A view of the caller creates the exception of the client, which depends on the
	// status
	@ArchTest
	static final ArchRule onlyFailureTellsKindsOfStatusApart = noClasses()
		.that(not(resideInAPackage("..failure..")).and(not(simpleNameEndingWith("CallerView"))))
		.should()
		.callMethodWhere(target(owner(assignableTo(HttpStatusCode.class)))
			.and(target(nameMatching("is.xx.*|isError|isSameCodeAs"))));

	// Discovery reports why Consul is unavailable, and blames no target for it
	@ArchTest
	static final ArchRule onlyFailureTellsKindsOfErrorsApart = noClasses()
		.that(not(resideInAnyPackage("..failure..", "..discovery..", "..registration..")))
		.should(testFor(InterruptedIOException.class, SocketException.class, HttpTimeoutException.class,
				TimeoutException.class, CancellationException.class, SSLException.class));

	// Discovery reports why Consul is unavailable, and blames no target for it
	@ArchTest
	static final ArchRule onlyFailureTellsConnectErrorsApart = noClasses()
		.that(not(resideInAnyPackage("..failure..", "..discovery..")))
		.should()
		.dependOnClassesThat()
		.belongToAnyOf(ConnectException.class, NoRouteToHostException.class, UnknownHostException.class,
				HttpConnectTimeoutException.class, SSLHandshakeException.class);

	@ArchTest
	static final ArchRule guardIsUsedByTheKindsOfCalls = usedOnlyBy("guard", "annotation", "http", "edge", "grpc",
			"instances", "messaging", "fallback", "fault", "metrics", "endpoint", "console", "control");

	@ArchTest
	static final ArchRule discoveryIsUsedByLoadBalancing = usedOnlyBy("discovery", "registration", "loadbalancing",
			"grpc", "recovery", "control", "metrics", "endpoint", "console");

	@ArchTest
	static final ArchRule registrationIsUsedByObservers = usedOnlyBy("registration", "grpc", "metrics", "endpoint",
			"console");

	@ArchTest
	static final ArchRule registrationUsesNoOtherFeatureButDiscovery = noClasses().that()
		.resideInAPackage("io.github.resiliencestarter.registration..")
		.should()
		.dependOnClassesThat(resideInAPackage("io.github.resiliencestarter..")
			.and(not(resideInAnyPackage("io.github.resiliencestarter.registration..",
					"io.github.resiliencestarter.discovery..", "io.github.resiliencestarter.condition.."))));

	@ArchTest
	static final ArchRule nobodyUsesTheEdge = usedOnlyBy("edge");

	// A gateway passes the request and the response of a server on
	@ArchTest
	static final ArchRule onlyTheEdgeRespondsToRequests = noClasses()
		.that(not(resideInAnyPackage("..edge..", "..caller..", "..endpoint..")).and(not(named("http.Route"))))
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("jakarta.servlet..", "org.springframework.web.servlet..",
				"org.springframework.web.server..", "org.springframework.web.reactive.result..");

	@ArchTest
	static final ArchRule callersAreUsedByObservers = usedOnlyBy("caller", "metrics");

	@ArchTest
	static final ArchRule messagingIsUsedByObservers = usedOnlyBy("messaging", "metrics");

	@ArchTest
	static final ArchRule messagingStandsOnGuardEnginesAndDeadline = usesOnly("messaging", "guard", "engines",
			"deadline", "targets", "threads");

	@ArchTest
	static final ArchRule loadBalancingIsUsedByTheKindsOfCalls = usedOnlyBy("loadbalancing", "http", "grpc",
			"instances", "metrics", "endpoint", "console");

	@ArchTest
	static final ArchRule nobodyUsesInstances = usedOnlyBy("instances");

	@ArchTest
	static final ArchRule instancesStandOnGuardAndLoadBalancing = usesOnly("instances", "guard", "loadbalancing",
			"failure", "deadline");

	@ArchTest
	static final ArchRule loadBalancingUsesNoOtherFeatureButDiscoveryAndFailure = usesOnly("loadbalancing", "discovery",
			"failure", "targets", "context", "condition");

	@ArchTest
	static final ArchRule onlyDiscoveryRegistrationAndControlKnowConsul = noClasses()
		.that(not(resideInAnyPackage("..discovery..", "..registration..", "..control..")))
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.cloud.consul..");

	@ArchTest
	static final ArchRule threadsUseNoFeature = usesOnly("threads");

	@ArchTest
	static final ArchRule contextUsesNoFeature = usesOnly("context");

	@ArchTest
	static final ArchRule onlyThreadsCreatesThreads = noClasses().that(not(resideInAPackage("..threads..")))
		.should()
		.callMethodWhere(target(owner(assignableTo(Executors.class))))
		.orShould()
		.callConstructorWhere(target(owner(assignableTo(Thread.class).or(assignableTo(ThreadPoolExecutor.class))
			.or(assignableTo(TaskExecutor.class)))));

	@ArchTest
	static final ArchRule onlyContextHasAThreadLocal = noFields().that()
		.areDeclaredInClassesThat(not(resideInAPackage("io.github.resiliencestarter.context..")))
		.should()
		.haveRawType(ThreadLocal.class);

	@ArchTest
	static final ArchRule thereIsOneWayIntoTheContextOfATarget = noClasses()
		.that(not(resideInAPackage("io.github.resiliencestarter.targets..")))
		.should()
		.dependOnClassesThat()
		.belongToAnyOf(LoadBalancerClients.class, LoadBalancerClient.class);

	@ArchTest
	static final ArchRule onlyMetricsKnowsMeters = noClasses().that(not(resideInAPackage("..metrics..")))
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.micrometer.core..");

	private static ArchRule usedOnlyBy(String feature, String... users) {
		return classes().that(resideInAPackage(BASE + feature + ".."))
			.should()
			.onlyHaveDependentClassesThat(
					rooms(feature, users).or(not(resideInAPackage("io.github.resiliencestarter.."))))
			.allowEmptyShould(true);
	}

	private static ArchRule usesOnly(String feature, String... used) {
		return noClasses().that(resideInAPackage(BASE + feature + ".."))
			.should()
			.dependOnClassesThat(resideInAPackage("io.github.resiliencestarter..").and(not(rooms(feature, used)))
				.and(not(resideInAPackage(BASE + "condition.."))));
	}

	private static DescribedPredicate<JavaClass> rooms(String feature, String... others) {
		return resideInAnyPackage(Stream.concat(Stream.of(feature), Stream.of(others))
			.map((room) -> BASE + room + "..")
			.toArray(String[]::new));
	}

	private static DescribedPredicate<JavaClass> named(String... types) {
		return DescribedPredicate.describe("named " + String.join(", ", types),
				(type) -> Stream.of(types).anyMatch((name) -> type.getName().startsWith(BASE + name)));
	}

	private static ArchCondition<JavaClass> testFor(Class<?>... types) {
		return new ArchCondition<>("test for the errors of connections") {

			@Override
			public void check(JavaClass item, ConditionEvents events) {
				for (InstanceofCheck check : item.getInstanceofChecks()) {
					if (Arrays.stream(types).anyMatch((type) -> check.getRawType().isAssignableTo(type))) {
						events.add(SimpleConditionEvent.satisfied(item, item.getName() + " tests for "
								+ check.getRawType().getName() + " in line " + check.getLineNumber()));
					}
				}
			}

		};
	}

}
