package io.github.resiliencestarter.annotation;

import io.github.resilience4j.retry.annotation.Retry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FallbackFinder}.
 */
@ExtendWith(OutputCaptureExtension.class)
class FallbackFinderTests {

	private final MethodSpec spec = MethodSpec.allOf(Service.class).iterator().next();

	private final FallbackFinder finder = new FallbackFinder(new FallbackResolver((name) -> null),
			new StaticListableBeanFactory());

	@Test
	void findsAFallbackOnce() {
		assertThat(this.finder.find(this.spec, "instead")).hasSize(1).isSameAs(this.finder.find(this.spec, "instead"));
	}

	@Test
	void blankNameIsNoFallback(CapturedOutput output) {
		assertThat(this.finder.find(this.spec, " ")).isEmpty();
		assertThat(output).doesNotContain("is ignored");
	}

	@Test
	void warnsOnceAboutAFallbackThatIsMissing(CapturedOutput output) {
		assertThat(this.finder.find(this.spec, "absent")).isEmpty();
		assertThat(this.finder.find(this.spec, "absent")).isEmpty();
		assertThat(output).containsOnlyOnce("Service has no method 'absent'")
			.contains("Declare one of: String absent(Throwable)");
	}

	@Test
	void remembersALimitedNumberOfNames(CapturedOutput output) {
		for (int i = 0; i < 1100; i++) {
			assertThat(this.finder.find(this.spec, "absent" + i)).isEmpty();
		}
		assertThat(output).contains("'absent999'").doesNotContain("'absent1000'");
		assertThat(this.finder.find(this.spec, "instead")).hasSize(1);
	}

	@SuppressWarnings("unused")
	static class Service {

		@Retry(name = "find")
		String find() {
			return "";
		}

		String instead(Exception ex) {
			return "";
		}

	}

}
