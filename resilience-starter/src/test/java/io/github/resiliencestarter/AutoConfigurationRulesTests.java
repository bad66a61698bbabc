package io.github.resiliencestarter;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.resiliencestarter.condition.ConditionalOnResilienceEnabled;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

/**
 * Rules of style that Spring Boot's own auto-configurations keep.
 */
@AnalyzeClasses(packages = "io.github.resiliencestarter", importOptions = DoNotIncludeTests.class)
class AutoConfigurationRulesTests {

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
