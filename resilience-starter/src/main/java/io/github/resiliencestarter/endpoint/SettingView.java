package io.github.resiliencestarter.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Setting in a response.
 *
 * @param value its value
 * @param origin where the value comes from
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SettingView(@Nullable Object value, Origin origin) {

	/**
	 * Origin of a value.
	 *
	 * @param kind the kind of origin
	 * @param key the key of the property; {@code null} if it is none
	 * @param source the property source; {@code null} if it is no property
	 * @param location the file and line; {@code null} if they are unknown
	 * @param override the ID of the override; {@code null} if it is none
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Origin(Kind kind, @Nullable String key, @Nullable String source, @Nullable String location,
			@Nullable String override) {

		static Origin of(Kind kind) {
			return new Origin(kind, null, null, null, null);
		}

	}

	/**
	 * Kind of origin.
	 */
	enum Kind {

		/**
		 * Property.
		 */
		PROPERTY,

		/**
		 * Property that an override of the fleet sets.
		 */
		OVERRIDE,

		/**
		 * No property: the default of the starter or of Resilience4j.
		 */
		DEFAULT,

		/**
		 * Code of the application, such as a customizer.
		 */
		CUSTOMIZER,

		/**
		 * Property that has changed since; the change was rejected, or nobody has
		 * refreshed the environment.
		 */
		EARLIER

	}

}
