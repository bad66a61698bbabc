package io.github.resiliencestarter.targets;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.context.annotation.ImportSelector;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.util.Assert;

/**
 * Selector of the configurations that features contribute to the context of a target.
 */
class TargetContextPartsSelector implements ImportSelector, BeanFactoryAware {

	private @Nullable ListableBeanFactory beanFactory;

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = (ListableBeanFactory) beanFactory;
	}

	@Override
	public String[] selectImports(AnnotationMetadata metadata) {
		Assert.state(this.beanFactory != null, "There is no bean factory");
		return this.beanFactory.getBeanProvider(TargetContextPart.class, false)
			.orderedStream()
			.map((part) -> part.configuration().getName())
			.toArray(String[]::new);
	}

}
