package io.github.resiliencestarter.failure;

import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Supplier of the judge of the application, looked up when the first failure is judged: a
 * customizer may itself need what is being created. While there is none, as in a bean
 * that fails during startup, the standard judge.
 */
final class ApplicationJudge implements Supplier<HttpJudge> {

	private static final Log logger = LogFactory.getLog(ApplicationJudge.class);

	private final ObjectProvider<HttpJudge> bean;

	private volatile @Nullable HttpJudge found;

	ApplicationJudge(ObjectProvider<HttpJudge> bean) {
		this.bean = bean;
	}

	@Override
	public HttpJudge get() {
		HttpJudge judge = this.found;
		if (judge == null) {
			judge = find();
			this.found = judge;
		}
		return (judge != null) ? judge : HttpJudge.standard();
	}

	private @Nullable HttpJudge find() {
		try {
			return this.bean.getIfAvailable();
		}
		catch (BeansException | IllegalStateException ex) {
			logger.debug("Judging without customizers", ex);
			return null;
		}
	}

}
