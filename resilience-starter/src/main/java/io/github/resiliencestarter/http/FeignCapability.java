package io.github.resiliencestarter.http;

import feign.Capability;
import feign.Client;
import feign.Retryer;

/**
 * Capability that guards the calls of one Feign client. Public because Feign calls it by
 * reflection.
 */
public final class FeignCapability implements Capability {

	private final FeignClients clients;

	private volatile boolean ownRetryer;

	FeignCapability(FeignClients clients) {
		this.clients = clients;
	}

	@Override
	public Client enrich(Client client) {
		return this.clients.guard(client, this);
	}

	@Override
	public Retryer enrich(Retryer retryer) {
		this.ownRetryer = retryer != Retryer.NEVER_RETRY;
		return retryer;
	}

	/**
	 * Return whether the user has configured a {@link Retryer}.
	 */
	boolean hasOwnRetryer() {
		return this.ownRetryer;
	}

}
