package io.github.resiliencestarter.targets;

import org.springframework.context.annotation.Import;

/**
 * Configuration of the context that the load balancer creates for each target: all
 * {@linkplain TargetContextPart parts} of the application. Public because code generated
 * ahead of time refers to it.
 */
@Import(TargetContextPartsSelector.class)
public class TargetContextConfiguration {

}
