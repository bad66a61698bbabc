package io.github.resiliencestarter.outbox;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * {@link TransactionOperations} that join the transaction of the caller, whatever its
 * manager, and otherwise use one of their own. A second transaction manager would commit
 * the work of the caller early.
 *
 * @param own the transactions without a caller's
 */
record JoiningTransactions(TransactionOperations own) implements TransactionOperations {

	@Override
	public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
		TransactionOperations operations = TransactionSynchronizationManager.isActualTransactionActive()
				? TransactionOperations.withoutTransaction() : this.own;
		return operations.execute(action);
	}

}
