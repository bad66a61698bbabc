package io.github.resiliencestarter.defaults;

import java.beans.PropertyDescriptor;

import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;

/**
 * Copy of properties without one of them: what is set cannot be taken back.
 */
final class PropertiesCopy {

	private PropertiesCopy() {
	}

	/**
	 * Copy all properties that are set but one.
	 * @return the copy
	 */
	static <P> P of(P properties, P copy, String without) {
		BeanWrapper from = PropertyAccessorFactory.forBeanPropertyAccess(properties);
		BeanWrapper to = PropertyAccessorFactory.forBeanPropertyAccess(copy);
		for (PropertyDescriptor property : from.getPropertyDescriptors()) {
			String name = property.getName();
			if (from.isReadableProperty(name) && to.isWritableProperty(name) && !name.equals(without)) {
				Object value = from.getPropertyValue(name);
				if (value != null) {
					to.setPropertyValue(name, value);
				}
			}
		}
		return copy;
	}

}
