package io.github.resiliencestarter.engines;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BaseConfigurations}.
 */
class BaseConfigurationsTests {

	private final Map<String, Own> configs = new HashMap<>();

	private final BaseConfigurations<Own> byName = new BaseConfigurations<>(this.configs, Own::base, true);

	private final BaseConfigurations<Own> plain = new BaseConfigurations<>(this.configs, Own::base, false);

	@Test
	void instanceInheritsItsBaseAndWhatThatInherits() {
		Own shared = config("shared", null);
		Own strict = config("strict", "shared");
		Own defaults = config("default", null);
		Own own = new Own("strict");
		assertThat(this.byName.lineage("inventory", own)).containsExactly(own, strict, shared);
		assertThat(this.plain.lineage("inventory", own)).containsExactly(own, strict, shared, defaults);
	}

	@Test
	void instanceWithoutABaseInheritsTheDefault() {
		Own defaults = config("default", null);
		Own own = new Own(null);
		assertThat(this.byName.lineage("inventory", own)).containsExactly(own, defaults);
		assertThat(this.plain.lineage("inventory", new Own(""))).hasSize(2).endsWith(defaults);
	}

	@Test
	void instanceInheritsTheConfigurationOfItsNameWhereNamesInherit() {
		Own defaults = config("default", null);
		Own ofTheName = config("inventory", null);
		Own own = new Own(null);
		assertThat(this.byName.lineage("inventory", own)).containsExactly(own, ofTheName);
		assertThat(this.byName.lineage("inventory", null)).containsExactly(ofTheName);
		assertThat(this.plain.lineage("inventory", own)).containsExactly(own, defaults);
	}

	@Test
	void defaultInheritsNothing() {
		Own defaults = config("default", null);
		assertThat(this.byName.lineage("default", defaults)).containsExactly(defaults);
		assertThat(this.plain.lineage("default", defaults)).containsExactly(defaults);
	}

	@Test
	void nothingIsInheritedWhereThereIsNothing() {
		Own own = new Own(null);
		assertThat(this.byName.lineage("inventory", own)).containsExactly(own);
		assertThat(this.plain.lineage("inventory", null)).isEmpty();
		assertThat(this.plain.nameOfBase("inventory", null)).isNull();
	}

	@Test
	void missingBaseEndsTheLineage() {
		config("default", null);
		Own own = new Own("missing");
		assertThat(this.plain.nameOfBase("inventory", own)).isEqualTo("missing");
		assertThat(this.plain.lineage("inventory", own)).containsExactly(own);
	}

	@Test
	void basesInACircleAreReadOnce() {
		Own one = config("one", "two");
		Own two = config("two", "one");
		for (BaseConfigurations<Own> bases : List.of(this.byName, this.plain)) {
			assertThat(bases.lineage("inventory", new Own("one"))).hasSize(3).endsWith(one, two);
		}
	}

	private Own config(String name, @Nullable String base) {
		Own config = new Own(base);
		this.configs.put(name, config);
		return config;
	}

	/**
	 * Properties, compared by identity.
	 */
	private static final class Own {

		private final @Nullable String base;

		Own(@Nullable String base) {
			this.base = base;
		}

		@Nullable String base() {
			return this.base;
		}

	}

}
