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
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.InstanceofCheck;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;
import io.github.resiliencestarter.failure.AttemptResult;
import io.github.resiliencestarter.failure.HttpOutcome;
import io.github.resiliencestarter.failure.HttpOutcomeClassifier;
import io.github.resiliencestarter.failure.Verdict;
import io.github.resiliencestarter.failure.VerdictCustomizer;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
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
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Who may know whom, after DESIGN.md's table, and the shape of an auto-configuration.
 */
@AnalyzeClasses(packages = "io.github.resiliencestarter", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String[] CALL_PATH = { "..deadline..", "..failure..", "..guard..", "..annotation..",
			"..http..", "..grpc..", "..fallback..", "..fault..", "..discovery..", "..loadbalancing.." };

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
	static final ArchRule nobodyUsesControl = usedOnlyBy("control");

	@ArchTest
	static final ArchRule nobodyUsesDiagnostics = usedOnlyBy("diagnostics");

	@ArchTest
	static final ArchRule reconfigurationIsUsedByControl = usedOnlyBy("reconfiguration", "control");

	@ArchTest
	static final ArchRule deadlineIsUsedByGuardAndItsUsers = usedOnlyBy("deadline", "guard", "annotation", "http",
			"grpc", "fallback", "fault", "diagnostics");

	@ArchTest
	static final ArchRule failureIsUsedByThoseWhoReadItsVerdicts = usedOnlyBy("failure", "guard", "annotation", "http",
			"grpc", "messaging", "fallback", "edge", "loadbalancing", "engines", "reconfiguration");

	@ArchTest
	static final ArchRule failureUsesNoOtherFeature = noClasses().that()
		.resideInAPackage("io.github.resiliencestarter.failure..")
		.should()
		.dependOnClassesThat(resideInAPackage("io.github.resiliencestarter..")
			.and(not(resideInAnyPackage("io.github.resiliencestarter.failure..",
					"io.github.resiliencestarter.condition.."))));

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

	// A view of the caller creates the exception of the client, which depends on the status
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
	static final ArchRule guardIsUsedByTheKindsOfCalls = usedOnlyBy("guard", "annotation", "http", "grpc", "fallback",
			"fault", "metrics", "endpoint", "console", "control");

	@ArchTest
	static final ArchRule discoveryIsUsedByLoadBalancing = usedOnlyBy("discovery", "loadbalancing", "grpc", "recovery",
			"metrics", "endpoint", "console");

	@ArchTest
	static final ArchRule loadBalancingIsUsedByTheKindsOfCalls = usedOnlyBy("loadbalancing", "http", "grpc", "metrics",
			"endpoint", "console");

	@ArchTest
	static final ArchRule loadBalancingUsesNoOtherFeatureButDiscoveryAndFailure = noClasses().that()
		.resideInAPackage("io.github.resiliencestarter.loadbalancing..")
		.should()
		.dependOnClassesThat(resideInAPackage("io.github.resiliencestarter..")
			.and(not(resideInAnyPackage("io.github.resiliencestarter.loadbalancing..",
					"io.github.resiliencestarter.discovery..", "io.github.resiliencestarter.failure..",
					"io.github.resiliencestarter.targets..", "io.github.resiliencestarter.condition.."))));

	@ArchTest
	static final ArchRule onlyDiscoveryAndControlKnowConsul = noClasses()
		.that(not(resideInAnyPackage("..discovery..", "..control..")))
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.cloud.consul..");

	@ArchTest
	static final ArchRule onlyMetricsKnowsMeters = noClasses().that(not(resideInAPackage("..metrics..")))
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.micrometer.core..");

	@ArchTest
	static final ArchRule autoConfigurationsArePublicAndFinal = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.bePublic()
		.andShould()
		.haveModifier(JavaModifier.FINAL)
		.andShould()
		.haveSimpleNameEndingWith("AutoConfiguration");

	@ArchTest
	static final ArchRule autoConfigurationsAreDisabledTogether = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.beAnnotatedWith(ConditionalOnResilienceEnabled.class);

	@ArchTest
	static final ArchRule autoConfigurationsHaveNoPublicMembers = noMethods().that()
		.areDeclaredInClassesThat()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.bePublic();

	@ArchTest
	static final ArchRule beanMethodsOfPostProcessorsAreStatic = methods().that()
		.areAnnotatedWith(Bean.class)
		.and()
		.haveRawReturnType(assignableToAPostProcessor())
		.should()
		.beStatic()
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule beanMethodsHaveNoConditionOnClass = noMethods().that()
		.areAnnotatedWith(Bean.class)
		.should()
		.beAnnotatedWith(ConditionalOnClass.class);

	@ArchTest
	static final ArchRule onlyBeansThatAUserCanDefineAreConditionalOnAMissingBean = noMethods().that()
		.areAnnotatedWith(onMissingBeanOfTheReturnType())
		.should()
		.haveRawReturnType(thatOnlyWeCanCreate());

	@ArchTest
	static final ArchRule conditionsAreNotPublic = noClasses().that()
		.areAssignableTo(Condition.class)
		.should()
		.bePublic()
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule fieldsAreNotInjected = noFields().should()
		.beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
		.orShould()
		.beAnnotatedWith("org.springframework.beans.factory.annotation.Value");

	@ArchTest
	static final ArchRule thereIsNoStaticMutableState = fields().that().areStatic().should().beFinal();

	private static ArchRule usedOnlyBy(String feature, String... users) {
		String[] allowed = new String[users.length + 1];
		for (int i = 0; i < users.length; i++) {
			allowed[i] = "io.github.resiliencestarter." + users[i] + "..";
		}
		allowed[users.length] = "io.github.resiliencestarter." + feature + "..";
		return classes().that(resideInAPackage("io.github.resiliencestarter." + feature + ".."))
			.should()
			.onlyBeAccessed()
			.byClassesThat(resideInAnyPackage(allowed).or(not(resideInAPackage("io.github.resiliencestarter.."))))
			.allowEmptyShould(true);
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

	private static DescribedPredicate<JavaAnnotation<?>> onMissingBeanOfTheReturnType() {
		return DescribedPredicate.describe("@ConditionalOnMissingBean of the type that is returned", (annotation) -> {
			if (!annotation.getRawType().isEquivalentTo(ConditionalOnMissingBean.class)) {
				return false;
			}
			ConditionalOnMissingBean condition = annotation.as(ConditionalOnMissingBean.class);
			return condition.value().length == 0 && condition.type().length == 0 && condition.name().length == 0;
		});
	}

	private static DescribedPredicate<JavaClass> thatOnlyWeCanCreate() {
		return DescribedPredicate.describe("a type that only the starter can create", (type) -> type.getPackageName()
			.startsWith("io.github.resiliencestarter")
				&& (!type.getModifiers().contains(JavaModifier.PUBLIC) || (!type.isInterface() && type.getConstructors()
					.stream()
					.noneMatch((constructor) -> constructor.getModifiers().contains(JavaModifier.PUBLIC)))));
	}

	private static DescribedPredicate<JavaClass> assignableToAPostProcessor() {
		return JavaClass.Predicates.assignableTo(BeanPostProcessor.class)
			.or(JavaClass.Predicates.assignableTo(BeanFactoryPostProcessor.class));
	}

}
