package io.github.resiliencestarter.fleet;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Orders that the storefront has recorded, compared with the reservations that inventory
 * has made for them.
 *
 * @param paid the orders
 * @param reservations the number of reservations of each order
 * @param repeated the number of requests whose key inventory knew already
 */
record PaidOrders(Set<String> paid, Map<String, Long> reservations, long repeated) {

	private static final Pattern ORDER = Pattern.compile("\\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b");

	private static final Pattern REPEATED = Pattern.compile("\"repeated\"\\s*:\\s*(\\d+)");

	static PaidOrders of(FleetControl fleet) {
		return of(payments(fleet), required(fleet, "inventory-1", "/reservations"));
	}

	static PaidOrders of(String payments, String reservations) {
		Map<String, Long> counts = orders(reservations).stream()
			.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
		long repeated = REPEATED.matcher(reservations)
			.results()
			.mapToLong((result) -> Long.parseLong(result.group(1)))
			.sum();
		return new PaidOrders(new HashSet<>(orders(payments)), counts, repeated);
	}

	/**
	 * The orders that have been paid so far.
	 */
	static Set<String> paidBy(FleetControl fleet) {
		return new HashSet<>(orders(payments(fleet)));
	}

	/**
	 * Whether all given orders have a reservation.
	 */
	static boolean areReserved(Set<String> orders, FleetControl fleet) {
		return fleet.get("inventory-1", "/reservations")
			.filter((reservations) -> new HashSet<>(orders(reservations)).containsAll(orders))
			.isPresent();
	}

	/**
	 * The number of orders without a reservation.
	 */
	long lost() {
		return this.paid.stream().filter((order) -> !this.reservations.containsKey(order)).count();
	}

	/**
	 * The number of orders with more than one reservation.
	 */
	long twice() {
		return this.reservations.values().stream().filter((number) -> number > 1).count();
	}

	private static String payments(FleetControl fleet) {
		return required(fleet, "storefront-1", "/payments");
	}

	private static String required(FleetControl fleet, String name, String path) {
		return fleet.get(name, path)
			.orElseThrow(() -> new IllegalStateException("%s does not respond to %s".formatted(name, path)));
	}

	private static List<String> orders(String text) {
		return ORDER.matcher(text).results().map(MatchResult::group).toList();
	}

}
