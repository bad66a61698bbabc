package io.github.resiliencestarter.targets;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClients;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration of the application that lets {@linkplain TargetContextPart parts} into
 * the contexts of the targets. Imported by each feature that has such a part.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(LoadBalancerClients.class)
@LoadBalancerClients(defaultConfiguration = TargetContextConfiguration.class)
public class TargetContextsConfiguration {

}
