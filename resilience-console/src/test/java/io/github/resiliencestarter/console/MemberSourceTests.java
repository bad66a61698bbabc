package io.github.resiliencestarter.console;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link MemberSource}.
 */
class MemberSourceTests {

	@Test
	void instancesWhoseIdsAreCutStayApart() {
		String same = "orders-".repeat(60);
		DiscoveryClient client = mock(DiscoveryClient.class);
		given(client.getServices()).willReturn(List.of("orders"));
		given(client.getInstances("orders"))
			.willReturn(Stream.of(same + "1", same + "2", "a\u200b", "a\u200c", "orders-1", "orders-1")
				.<ServiceInstance>map((id) -> new DefaultServiceInstance(id, "orders", "10.0.0.1", 8080, false))
				.toList());
		Map<String, Member> members = new MemberSource(List.of(client), DefaultProperties.get()).find();
		assertThat(members).hasSize(5).containsKey("orders/orders-1");
		assertThat(members.keySet()).allMatch((key) -> key.length() < 400);
		assertThat(members.values()).allMatch((member) -> member.instance().length() <= DisplayText.NAME + 1);
	}

}
